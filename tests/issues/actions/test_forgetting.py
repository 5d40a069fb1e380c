"""Acceptance point 33 of domain/issues.md: what is kept no longer than the policy says."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actions import tell_address
from accounts.models import AuditEntry, Message, User
from accounts.secrets import blind_index
from community.actions import retention
from issues import actions
from issues.actions.forgetting import months_after
from issues.actions.joining import join
from issues.actions.merging import Part, merge, split
from issues.actions.steps import ERASED
from issues.actions.verifying import broken_matters
from issues.actions.whistles import blow
from issues.models import Department, Issue, Joiner, Photo, Policy, Step, Tombstone, Visit
from issues.news import ask_for_word
from tests.pages import photo
from tests.test_raw_dump import dump

NAME, PHONE, INDEX = "欧阳晓芸", "19900007731", blind_index("19900007731", "phone")
FRIEND, FRIENDS_PHONE = "司徒建文", "19900007742"
SECRETS = (NAME, PHONE, INDEX, FRIEND, FRIENDS_PHONE, blind_index(FRIENDS_PHONE, "phone"))


@pytest.fixture
def texts_go_out(settings):
    settings.SENDERS = {"sms": "accounts.senders.MailSender", "mail": "accounts.senders.MailSender"}


@pytest.fixture
def told(matter, town, texts_go_out):
    """Everywhere a name and a number come to stand while a matter is dealt with."""
    words = f"我是{NAME}，电话{PHONE}，楼道灯不亮"
    issue = matter(text=words, name=NAME, phone=PHONE, place=f"{NAME}家门口", photos=[photo()], shares_contact=True)
    join(issue, key=uuid4(), name=FRIEND, phone=FRIENDS_PHONE, text=f"{FRIEND}也看到了，请打{FRIENDS_PHONE}")
    issue.refresh_from_db()
    actions.assign(issue, to=town.north_worker, by=town.north_leader, note=f"先联系{NAME}")
    actions.sign(issue, by=town.north_worker)
    property_company = Department.objects.create(name="柳荫物业", kind="property", unit=town.area)
    blow(issue, key=uuid4(), kind="daily", text=f"请找{NAME} {PHONE}", departments=[property_company], by=town.clerk)
    actions.answer(issue, text=f"灯已换好，和{NAME}当面说了", by=town.north_worker)
    actions.close(issue, by=town.north_leader)
    visit = Visit.objects.filter(issue=issue, joiner=None).first()
    if visit is None:
        visit = Visit.objects.create(issue=issue, token="asked", expires_at=timezone.now() + timedelta(days=14))
    ask_for_word(visit)
    tell_address(PHONE, "收到", link=f"/r/{issue.token}/", key=f"issue-step:0:phone:{INDEX}")
    return issue


def close_long_ago(months: int, *issues: Issue) -> None:
    day = months_after(timezone.localdate(), -months)
    moment = retention.start_of(day) - timedelta(hours=12)
    Issue.objects.filter(pk__in=[issue.pk for issue in issues]).update(closed_at=moment)


def found() -> list[str]:
    everything = dump()
    return [secret for secret in SECRETS if secret in everything]


def due(key: str) -> int:
    return next(outcome.due for outcome in retention.foretell() if outcome.key == key)


def test_the_control_finds_names_and_indexes_while_the_matter_is_young(told):
    retention.forget()
    assert set(found()) == set(SECRETS)


def test_nothing_in_the_database_tells_who_reported_after_the_time(told):
    close_long_ago(12, told)
    assert retention.forget()["issue_contact"] == 1
    assert found() == []
    told.refresh_from_db()
    assert (told.reporter_name, told.reporter_phone, told.phone_tail, told.shares_contact) == ("", "", "", False)
    assert "楼道灯不亮" in told.text


def test_the_record_still_holds_and_says_what_was_erased(told):
    close_long_ago(12, told)
    retention.forget()
    assert [sentence for _last, sentences in broken_matters() for sentence in sentences] == []
    steps = list(told.steps.order_by("pk").values_list("verb", "text"))
    assert ("answer", ERASED) in steps
    assert ("assign", "林小满") in steps
    assert steps[-1] == ("forget", "")


def test_a_month_too_early_nothing_goes(told):
    close_long_ago(11, told)
    retention.forget()
    assert NAME in Issue.objects.get(pk=told.pk).reporter_name


def test_the_committee_sets_the_time_itself(told):
    close_long_ago(11, told)
    Policy.objects.filter(pk=Policy.current().pk).update(contact_months=10)
    assert due("issue_contact") == 1


def test_a_second_run_finds_nothing_and_writes_nothing(told):
    close_long_ago(12, told)
    retention.forget()
    steps = Step.objects.count()
    assert "issue_contact" not in retention.forget()
    assert Step.objects.count() == steps


def test_messages_about_it_go_with_the_contact(told):
    close_long_ago(12, told)
    assert Message.objects.filter(link__contains=told.token).exists()
    retention.forget()
    assert not Message.objects.filter(link__contains=told.token).exists()
    assert not Message.objects.filter(recipient=None).exists()


def test_dry_run_says_what_would_go_and_changes_nothing(told):
    close_long_ago(12, told)
    out = StringIO()
    call_command("forget", dry_run=True, stdout=out)
    assert "反映人和附议人的称呼、电话：现在到期 1，清理了 0" in out.getvalue()
    assert NAME in found()


def test_the_run_is_on_record_with_numbers_only(told):
    close_long_ago(12, told)
    retention.forget()
    assert AuditEntry.objects.filter(verb=retention.RUN).latest("pk").detail == {"issue_contact": 1}


def test_a_matter_still_open_keeps_its_contact_however_old(matter):
    issue = matter(name=NAME, phone=PHONE)
    Issue.objects.filter(pk=issue.pk).update(received_at=timezone.now() - timedelta(days=4000))
    assert due("issue_contact") == due("issue") == 0


# --- the whole matter --------------------------------------------------------------------------


def test_a_matter_goes_with_its_photos_and_leaves_a_stone(told, settings, django_capture_on_commit_callbacks):
    told.photos.update(redacted=Photo.objects.get(issue=told).file.name)
    close_long_ago(60, told)
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.forget()["issue"] == 1
    assert not Issue.objects.filter(pk=told.pk).exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*.jpg")] == []
    stone = Tombstone.objects.get(number=told.number)
    assert (stone.unit, stone.category_name, stone.state) == (told.unit, "", "closed")
    assert stone.received_at == told.received_at
    assert found() == []


def test_a_photo_of_a_young_matter_stays_on_the_disk(told, settings, django_capture_on_commit_callbacks):
    close_long_ago(59, told)
    with django_capture_on_commit_callbacks(execute=True):
        retention.forget()
    # the photo and its small copy
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))) == 2


def ended(issue, town):
    issue.refresh_from_db()
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.answer(issue, text="好了", by=town.north_worker)
    actions.close(issue, by=town.north_leader)
    return issue


def test_merged_matters_leave_together(matter, town):
    main, other = matter(), matter(phone="19900000013")
    merge(other, into=main, by=town.north_leader)
    ended(main, town)
    close_long_ago(60, main, other)
    assert retention.forget()["issue"] == 2
    assert Tombstone.objects.count() == 2


def test_a_main_matter_waits_for_what_was_merged_into_it(matter, town):
    main, other = matter(), matter(phone="19900000013")
    merge(other, into=main, by=town.north_leader)
    ended(main, town)
    close_long_ago(60, main)
    assert due("issue") == 0
    assert "issue" not in retention.forget()
    assert Issue.objects.filter(pk=main.pk).exists()


def test_a_whole_waits_for_its_parts(matter, town):
    whole = matter(text="灯不亮，水也漏", name=NAME)
    parts = split(whole, parts=[Part(f"{NAME}说灯不亮"), Part("水漏")], by=town.north_leader)
    Issue.objects.filter(pk=whole.pk).update(state="closed")
    close_long_ago(60, whole)
    assert due("issue") == 0
    retention.forget()
    parts[0].refresh_from_db()
    assert NAME not in parts[0].text


def test_an_account_that_is_deleted_leaves_its_matter_without_a_reporter(matter):
    user = User.objects.create_user("xiaoyun", name=NAME)
    issue = matter(reporter=user, phone="", text="灯不亮")
    joined = Joiner.objects.create(issue=matter(), key=uuid4(), token="j", user=user)
    user.delete()
    issue.refresh_from_db()
    joined.refresh_from_db()
    assert (issue.reporter, joined.user) == (None, None)
    assert NAME not in dump()
