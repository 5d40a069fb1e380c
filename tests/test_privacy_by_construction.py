"""Privacy by construction: one test or more for each demand of the list S01 to S15 and S19 to S22, by its number."""

import ast
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as portal
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from accounts.actions import record
from accounts.models import AuditEntry
from accounts.secrets import EncryptedTextField
from community import actions, fields
from community.actions import consent, export, retention, rights
from community.models import Consent, DataRequest, Dwelling, Export, Person, Residence, ServiceNeed
from community.privacy import find_private_numbers
from community.views.seen import VERBS
from deliberation.models import Nominee
from grids import actions as grids
from grids.models import Posting, Unit
from issues import actions as matters
from issues.models import Call, Department
from jobs.work import carry
from tests.access_table import rows
from tests.pages import Crowd

ROOT = Path(portal.BASE)
ROWS = rows()
GETS = [page for page, (how, _) in ROWS.items() if how != "POST"]
OWN = [model for model in apps.get_models() if model._meta.app_label in portal.OWN_APPS]
# of these nothing is about a person; a new model is either here or in the table of fields
IMPERSONAL = {
    "community.notice", "community.report", "community.reportrun", "community.rosterheadings", "community.rosterplace",
    "community.rostersynonym", "community.rosterword", "points.category", "points.item", "points.ruleversion",
    "points.cap", "points.budget", "points.policy", "points.shop", "points.good", "points.opening",
    "points.starlevel", "issues.category", "issues.question", "issues.holiday", "issues.officehour", "issues.policy", "issues.rule", "issues.reply", "issues.numberseries", "grids.unit",
    "grids.unitplace", "grids.externalcode", "accounts.counter", "accounts.keycheck", "accounts.audithead", "jobs.job",
    "jobs.pulse", "volunteers.skill", "volunteers.question", "volunteers.series", "volunteers.session", "volunteers.term",
    "volunteers.recordpolicy", "volunteers.roster", "volunteers.shift",
    "volunteers.duty", "volunteers.partner", "volunteers.post", "volunteers.pair", "volunteers.pairline",
}  # fmt: skip
# made public by whoever holds the post
PUBLIC_NUMBERS = {"grids.posting.public_phone", "grids.unit.phone"}
WHOLE = re.compile(r"(?<!\d)(?:\d{17}[\dX]|1[3-9]\d{9})(?!\d)")


@pytest.fixture
def town(crowd):
    """The filled town of the page tests."""
    return crowd.world


@pytest.fixture(scope="module")
def opened(filled_town):
    """Every page as an anonymous reader, a grid worker and the secretary see it."""
    portal.REQUIRE_SECOND_FACTOR = True
    crowd = Crowd(filled_town.world)
    shown = {}
    for page in GETS:
        for kind in ("anonymous", "worker", "secretary"):
            with transaction.atomic():
                answer = crowd.open(kind, page)
                transaction.set_rollback(True)
            if answer.status_code == 200 and "text" in answer.get("Content-Type", "text"):
                shown[page, kind] = answer.content.decode()
    return shown


# --- S01 to S04: who sees what ------------------------------------------------------------------


def secrets_of_residents() -> set[str]:
    numbers = set(Person.objects.exclude(doc_number=None).values_list("doc_number", flat=True))
    return numbers | {phone.number for person in Person.objects.all() for phone in person.phones.all()}


def test_s01_no_page_shows_a_whole_number_unasked(opened, crowd):
    hidden = secrets_of_residents()
    assert len(opened) > 60
    assert not {page for page, text in opened.items() if any(number in text for number in hidden)}


def test_s01_a_reveal_needs_a_right_a_reason_and_leaves_a_trace(crowd):
    wang = {"field": "doc_number", "reason": "上门核对"}
    assert crowd.send("leader", "community:person_reveal", field="doc_number").status_code == 422
    assert crowd.send("south", "community:person_reveal", **wang).status_code == 404
    assert "999999199003070012" in crowd.send("leader", "community:person_reveal", **wang).text


def test_s02_every_number_is_a_sealed_field():
    """That nothing lies in the clear is proved by tests/test_raw_dump.py."""
    numbers = {"doc_number", "doc_hint", "number", "phone", "plate", "reporter_phone", "reporter_name"}
    open_fields = []
    for name in set(fields.named()) - PUBLIC_NUMBERS:
        app, model, field = name.split(".")
        if field in numbers and fields.named()[name].level != fields.NOT_PERSONAL:
            found = apps.get_model(app, model)._meta.get_field(field)
            open_fields += [] if isinstance(found, EncryptedTextField) else [name]
    # serial numbers of a book, of a matter, of a certificate: they stand on paper and lead to nobody by themselves
    serial = {"community.hukou.number", "issues.issue.number", "volunteers.certificate.number"}
    assert set(open_fields) == serial


def test_s03_another_grid_does_not_exist():
    """Each page of one thing of the north grid, whoever guesses its key: the south grid's worker gets 404."""
    open_to_all = {page for page, (_how, kinds) in ROWS.items() if kinds["anonymous"] != "in"}
    starts = ("community:person", "community:household", "community:request", "community:consent", "community:account")
    without_thing = {"community:person_new", "community:requests"}
    of_one_thing = {page for page in ROWS if page.startswith(starts)} - without_thing - open_to_all
    assert len(of_one_thing) > 10
    assert {ROWS[page][1]["south"] for page in of_one_thing} == {"404"}


def test_s03_no_page_swallows_a_refusal():
    """A view that catches everything also catches the refusal, and shows what it should not."""
    broad = {"Exception", "BaseException", "PermissionDenied", "Http404", ""}
    caught = []
    for path in [*ROOT.glob("*/views/*.py"), *ROOT.glob("*/views.py"), *ROOT.glob("*/rules.py")]:
        if path.parts[-2] == "config" or path.parts[-3] == ".venv":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.ExceptHandler):
                names = ast.unparse(node.type) if node.type else ""
                caught += [path.name for name in re.split(r"[(), ]+", names) or [""] if name in broad and name]
                caught += [path.name] if not names else []
    assert caught == []


@pytest.fixture
def taken(town) -> Export:
    """A list of the north grid, on which somebody has a formula for a name."""
    Person.objects.filter(pk=town.li.pk).update(name='=HYPERLINK("http://x","李")', workplace="@SUM(1)")
    columns = ["name", "id_number", "phone", "workplace", "building", "room"]
    asked = export.ask_for_list(town.north, whom={}, columns=columns, purpose="重阳节慰问名单", by=town.clerk)
    carry(asked.job_id, alone=False)
    asked.refresh_from_db()
    return asked


def cells(taken: Export) -> list:
    book = load_workbook(BytesIO(taken.file.read()))
    return [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]


def test_s04_a_list_is_masked_marked_recorded_and_gone_after_a_day(taken, town):
    text = "\n".join(str(cell.value) for cell in cells(taken))
    assert "9999**********0012" in text
    assert not WHOLE.search(text)
    assert "文社工" in text and "重阳节慰问名单" in text
    stays = Residence.objects.current().filter(dwelling__building__in=Unit.objects.within(town.north))
    assert AuditEntry.objects.get(verb="people.exported").detail["count"] == stays.values("person").distinct().count()
    Export.objects.update(expires_at=timezone.now())
    taken.refresh_from_db()
    with pytest.raises(ValidationError):
        export.take(taken, by=town.clerk)


def test_s04_no_purpose_no_list(town):
    with pytest.raises(ValidationError):
        export.ask_for_list(town.north, whom={}, columns=["name"], purpose="", by=town.clerk)


# --- S05, S06, S10: what everybody sees ---------------------------------------------------------


def test_s05_no_public_page_shows_a_residents_number_or_name(opened, crowd):
    public = {page: text for (page, kind), text in opened.items() if kind == "anonymous"}
    hidden = secrets_of_residents() | set(Person.objects.values_list("name", flat=True))
    # who stands for election has agreed to be named there, and nowhere else
    standing = set(Nominee.objects.standing().values_list("name", flat=True))
    named = {page: standing if page.startswith("deliberation:contest") else set() for page in public}
    assert len(public) > 10
    assert not {page for page, text in public.items() if any(word in text for word in hidden - named[page])}


def test_s05_every_word_for_the_public_is_looked_through(crowd):
    """Notices, titles of public matters, lines on boards: all of them go through one door."""
    world, text = crowd.world, "找 138-0000-1234"
    wrote = actions.write_notice(world.north, kind="news", title=text, body="…", by=world.north_leader)
    for publish in (
        lambda: actions.publish_notice(wrote, by=world.north_leader),
        lambda: matters.publish(world.issue, title=text, by=world.north_leader),
        lambda: grids.post(Posting.Role.LANE_HEAD, world.north, name="周", public_note=text, by=None),
    ):
        with pytest.raises(ValidationError):
            publish()


def public_pages(crowd) -> dict[str, str]:
    for name in portal.CACHES:
        caches[name].clear()
    pages = [page for page in GETS if ROWS[page][1]["anonymous"] == "200" and page.startswith(PUBLIC)]
    found = {}
    for page in pages:
        answer = crowd.open("anonymous", page)
        text = answer.content.decode(errors="replace").replace(answer.get("X-Request-ID", "-"), "")
        found[page] = re.sub(r'(csrfmiddlewaretoken|name="key")[^>]*', "", text)
    return found


PUBLIC = ("home", "grids:", "issues:report", "issues:matters", "community:notice", "community:data_rules", "readyz")


def test_s06_s10_public_pages_do_not_know_who_lives_where(crowd):
    """Old, alone, under fourteen, ill, let or vacant: nothing of it moves a sign on any public page."""
    before = public_pages(crowd)
    home, today = crowd.world.home, timezone.localdate()
    Dwelling.objects.filter(pk=home.pk).update(use=Dwelling.Use.LET)
    Dwelling.objects.create(building=crowd.world.building, room="404", use=Dwelling.Use.VACANT)
    for years in (3, 9, 13, 81, 99):
        person = actions.add_person("赵某", dwelling=home, by=None)
        Person.objects.filter(pk=person.pk).update(born=today - timedelta(days=366 * years))
        ServiceNeed.objects.create(person=person, group="living_alone", basis="走访", review_on=today)
    assert len(before) > 5
    assert public_pages(crowd) == before


def test_s10_who_helps_beside_a_job_sees_no_resident(crowd, town):
    """Building heads, lane heads and others without a staff post do not get to the register at all."""
    Posting.objects.create(user=town.stranger, name="路人", role=Posting.Role.BUILDING_HEAD, unit=town.building)
    for page in ("community:people", "community:person", "community:person_data"):
        assert crowd.open("stranger", page).status_code == 403
    helpers = set(Posting.Role) - set(Posting.STAFF)
    assert helpers == {"building_head", "lane_head", "party_home", "representative", "property"}


# --- S07 to S09, S11, S12: why, with which consent, how long ------------------------------------


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_s07_every_field_says_why_it_is_kept(model):
    label, named = model._meta.label_lower, fields.named()
    without = [field.name for field in model._meta.concrete_fields if f"{label}.{field.name}" not in named]
    assert label in IMPERSONAL or without == []


def test_s07_the_table_names_only_fields_there_are_and_each_once():
    listed = [name for group in fields.GROUPS for name in group.names()]
    for name in listed:
        app, model, field = name.split(".")
        apps.get_model(app, model)._meta.get_field(field)
    assert len(listed) == len(set(listed))


def test_s07_every_group_says_all_of_it():
    for group in fields.GROUPS:
        assert all(str(part).strip() for part in (group.title, group.purpose, group.basis, group.kept, group.level))


def test_s07_what_people_are_told_has_a_chinese_name():
    unnamed = []
    for group in fields.GROUPS:
        for name in group.names() if group.told else ():
            app, model, field = name.split(".")
            found = apps.get_model(app, model)._meta.get_field(field)
            unnamed += [] if fields.called(field, found.verbose_name) else [name]
    assert unnamed == []


def test_s08_a_consent_is_withdrawn_at_once_and_can_be_seen(crowd, town):
    given = consent.give(town.wang, "photo", how="当面", by=town.clerk)
    consent.withdraw(given, by=town.clerk)
    page = crowd.open("worker", "community:person_data").text
    assert f"{timezone.localdate():%Y-%m-%d} 撤回" in page
    assert not Consent.objects.filter(person=town.wang, withdrawn_on=None).exists()


def test_s09_rights_have_a_clock_and_a_trail(town):
    asked = rights.ask(town.wang, "correct", text="学历", by=town.clerk)
    rights.answer(asked, result="done", reply="已改", by=town.clerk)
    assert asked.due_on == timezone.localdate() + timedelta(days=fields.DUE)
    verbs = AuditEntry.objects.filter(target=f"person:{town.wang.pk}").order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["request.asked", "request.answered"]


def test_s11_sensitive_groups_are_off_and_every_group_ends(town):
    assert portal.RESTRICTED_GROUPS_ON is False
    facts = {"person": town.wang, "basis": "证", "review_on": timezone.localdate()}
    ServiceNeed.objects.create(group="mental_illness", **facts)
    assert not ServiceNeed.objects.visible_to(town.secretary).filter(group="mental_illness").exists()
    ended = ServiceNeed.objects.create(
        group="low_income", since="2020-01-01", until=timezone.localdate() - timedelta(days=1), **facts
    )
    assert ended not in ServiceNeed.objects.current()


def test_s12_every_promise_of_the_page_has_a_rule_of_the_clock():
    ruled = {rule.key for rule in retention.RULES}
    kept_by_clock = {"guardian", "need", "consent", "request", "update", "report", "roster", "export", "ownership"}
    assert kept_by_clock | {"left", "vehicle", "pet"} <= ruled
    assert kept_by_clock <= {group.key for group in fields.GROUPS}


def test_s12_a_dry_run_changes_nothing(town, capsys):
    DataRequest.objects.create(person=town.wang, kind="copy", due_on=timezone.localdate(), answer="done",
                               answered_at=timezone.now() - timedelta(days=2000))  # fmt: skip
    call_command("forget", "--dry-run")
    assert "现在到期 1" in capsys.readouterr().out
    assert DataRequest.objects.exists()


# --- S13 to S15: who answers for it -------------------------------------------------------------


def test_s13_there_is_a_template_of_the_impact_assessment():
    text = (ROOT / "docs" / "pia.md").read_text("utf8")
    for heading in ("处理目的", "必要性", "对个人权益的影响", "保护措施", "结论"):
        assert heading in text
    assert find_private_numbers(text) == []


def test_s14_one_page_tells_who_has_it(crowd, taken, town):
    actions.reveal(town.wang, "doc_number", reason="上门核对", by=town.north_worker)
    page = crowd.open("secretary", "community:person_seen").text
    assert "重阳节慰问名单" in page
    assert "上门核对" in page


def test_s14_every_deed_on_a_person_has_a_word():
    deeds = set()
    for path in ROOT.glob("community/actions/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                deeds |= set(re.findall(r"^(?:person|need|consent|request)\.[a-z_]+$", node.value))
    assert deeds - {"person.added_in_bulk"} <= set(VERBS)
    assert len(deeds) > 10


def test_s15_nobody_edits_the_record(town):
    entry = record("person.revealed", by=town.clerk, target=f"person:{town.wang.pk}", reason="核对")
    for change in (lambda: AuditEntry.objects.filter(pk=entry.pk).update(reason="别的"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    call_command("check_audit")


def test_s15_no_code_removes_the_record():
    """Kept at least six months: it is kept for good."""
    texts = [path.read_text("utf8") for app in portal.OWN_APPS for path in (ROOT / app).rglob("*.py")]
    assert not [text for text in texts if re.search(r"AuditEntry\.objects[^\n]*\.delete\(", text)]
    assert "auditentry" not in {rule.rows().model._meta.model_name for rule in retention.RULES}


def test_s15_reading_sensitive_facts_is_recorded_and_opening_a_page_is_not(crowd):
    before = AuditEntry.objects.count()
    crowd.open("worker", "community:person")
    assert AuditEntry.objects.count() == before
    form = {"field": "doc_number", "reason": "上门核对"}
    crowd.browser("worker").post(crowd.address("community:person_reveal"), form)
    assert AuditEntry.objects.count() == before + 1


# --- S19 to S22: what there is none of ----------------------------------------------------------


def test_s19_nobodys_way_is_kept():
    """The only coordinates are a unit's boundary, and the point another system sent with a matter: a place's."""
    way = re.compile(r"(^|_)(lat|lng|lon|latitude|longitude|gps|geo|track|location|checkin|check_in)(_|$)")
    found = [f"{model._meta.label}.{field.name}" for model in OWN for field in model._meta.fields]
    points = [name for name in found if way.search(name.split(".")[-1].lower())]
    assert points == ["issues.Issue.latitude", "issues.Issue.longitude"]
    assert [name for name in found if name.endswith(".boundary")] == [f"{Unit._meta.label}.boundary"]


def test_s19_nobody_is_ranked_or_watched():
    """Acceptance point 33: no online time, no number of clicks, no ranking of people; a department is none."""
    watching = re.compile(r"(^|_)(rank|ranking|score|online|clicks?|logins|attendance)(_|$)")
    found = [f"{model._meta.label}.{field.name}" for model in OWN for field in model._meta.fields]
    scored = [name for name in found if watching.search(name.split(".")[-1].lower())]
    assert scored == ["issues.Call.score", "issues.Call.score_text"]
    assert Call._meta.get_field("department").related_model is Department


def test_s20_a_backup_without_its_keys_reads_nothing():
    """The keys lie in a file of their own, and the manual says to keep them apart."""
    assert Path(portal.SECRETS_FILE).suffix == ".json"
    assert "密钥与另两样分开放" in (ROOT / "docs" / "operations.md").read_text("utf8")


def test_s21_no_page_asks_a_foreign_host_for_anything(opened):
    asked = re.compile(r'<(?:script|link|img|iframe|source|form|use)\b[^>]*?(?:src|href|action)="(https?:)?//')
    assert not {page for page, text in opened.items() if asked.search(text)}


def test_s22_no_cell_of_a_list_is_a_formula(taken):
    found = cells(taken)
    assert not [cell.coordinate for cell in found if cell.data_type == "f"]
    assert not [cell.value for cell in found if str(cell.value).startswith(("=", "@", "+", "\t"))]
    assert [cell.number_format for cell in found if "**********0012" in str(cell.value)] == ["@"]
