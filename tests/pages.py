"""The portal's pages, read from the resolver, and the people and things the page tests open them with."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image

import accounts.actions
import community.actions
import community.actions.export
import community.actions.needs
import community.actions.report_filling
import community.actions.updates
import grids.actions
import issues.actions
from accounts.models import SignIn, User
from accounts.secrets import seal
from community.actions import consent, rights
from community.images import Picture, make_safe
from community.models import HouseholdUpdate, Person, RosterImport, RosterRow
from community.reports.blank import Form
from issues.actions.showing import show_photo
from issues.models import Approval, Rule, SavedView, Visit
from jobs.work import enqueue
from tests.community.reports import made
from tests.deliberation import pages as of_deliberation
from tests.issues import departments, outside, together
from tests.points import pages as of_points
from tests.volunteers import pages as of_volunteers
from tests.volunteers import record_pages as of_records

LOGIN = "/accounts/login/"
# what these apps add stands with their tests, in the order in which it is made
NEWER = (of_points, of_volunteers, of_records, of_deliberation)
ROSTER_COLUMNS = ((0, "姓名", "name"), (1, "楼栋", "building"), (2, "喜好", ""))


def patterns(resolver=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named page as ``namespace:name``; the administration counts as one, ``admin:*``."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern
        elif pattern.namespace == "admin":
            yield "admin:*", pattern
        else:
            yield from patterns(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def fill(town: SimpleNamespace) -> SimpleNamespace:
    """One thing of each kind in the north grid, made as people make it."""
    report_matters(town)
    town.notice = community.actions.write_notice(
        town.north, kind="publicity", title="第1网格楼道粉刷公示", body="下周一开始粉刷。", by=town.north_leader
    )
    community.actions.publish_notice(town.notice, by=town.north_leader)
    town.need = community.actions.needs.add_need(town.wang, "disabled", basis="残疾人证", by=town.clerk)
    give_rights(town)
    belongings(town)
    list_and_report(town)
    town.roster = roster(town)
    town.update = asked(town)
    for app in NEWER:
        known = dict(vars(town))
        app.fill(town)
        # a thing of another app under the same name would open its pages with somebody else's key
        assert not [name for name, thing in known.items() if vars(town)[name] is not thing]
    User.objects.update(password=make_password("linli-ceshi-2026"))
    for user in (town.stranger, *staff(town)):
        user.refresh_from_db()
    town.job = enqueue("counting.pages", title="统计", owner=town.secretary)
    town.message = accounts.actions.tell(town.north_worker, "有一件事派给您")
    town.sign_in = SignIn.objects.create(user=town.north_worker, session_key="elsewhere")
    give_second_factors(town)
    town.code = grids.actions.add_external_code(town.building, system="12345", code="B-1", by=town.admin)
    return town


def report_matters(town: SimpleNamespace) -> None:
    """A matter on its way and in public, and what hangs on it."""
    actions = issues.actions
    town.issue = actions.submit(
        key=uuid4(),
        text="单元门口的路灯不亮了",
        unit=town.building,
        name="王小明",
        phone="19900000012",
        photos=[photo()],
    )
    actions.assign(town.issue, to=town.north_worker, by=town.north_leader)
    actions.publish(town.issue, title="1栋门口路灯不亮", by=town.north_leader)
    town.issue.refresh_from_db()
    town.rule = Rule.objects.create(
        name="夜里的急事", unit=town.community, severity_from=3, hour_from=22, hour_until=6, role="grid_worker"
    )
    town.photo = town.issue.photos.get()
    town.saved_view = SavedView.objects.create(user=town.north_worker, name="待派单", query="show=new")
    departments.fill(town)
    together.fill(town)
    outside.fill(town)
    show_photo(town.photo, boxes=[], by=town.north_leader)
    town.visit = Visit.objects.create(issue=town.issue, token="visit", expires_at=timezone.now() + timedelta(days=14))
    town.exclusion = Approval.objects.create(
        issue=town.issue, kind=Approval.Kind.EXCLUSION, reason="电话打错", asked_by=town.north_worker
    )


def give_rights(town: SimpleNamespace) -> None:
    """The grid worker lives here too, so that somebody of the table has data of their own."""
    Person.objects.filter(pk=town.li.pk).update(user=town.north_worker)
    town.consent = consent.give(town.li, "photo", how="上门时当面说的", by=town.clerk)
    town.request = rights.ask(town.li, "copy", by=town.clerk)


def belongings(town: SimpleNamespace) -> None:
    actions = community.actions
    town.owner = actions.add_owner(town.home, person=town.wang, phone="19900000012", by=town.clerk)
    town.vehicle = actions.add_vehicle(town.home, plate="湘D12345", kind="car", by=town.clerk)
    town.pet = actions.add_pet(town.home, kind="dog", name="旺财", by=town.clerk)
    town.shop = actions.add_organisation(
        town.building, dwelling=town.home, kind="shop", name="柳荫便利店", phone="19900000031", by=town.clerk
    )


def list_and_report(town: SimpleNamespace) -> None:
    """A list that waits for its second look, and a report of the grid, collected."""
    town.export = community.actions.export.ask_for_list(
        town.north, whom={}, columns=["name"], purpose="走访慰问名单", unmasked=True, by=town.clerk
    )
    town.report = made.report(town)
    town.report_run = community.actions.report_filling.begin(town.report, by=town.clerk)
    form = Form.from_json(town.report.layout)
    community.actions.report_filling.keep_rows(town.report_run, [(town.wang.pk, {"姓名": "王小明"})], form)


def photo() -> Picture:
    file = BytesIO()
    Image.new("RGB", (80, 60), "gray").save(file, "JPEG")
    return make_safe(file, "灯.jpg", file.tell())


def roster(town: SimpleNamespace) -> RosterImport:
    """Read already, with a question, and waiting to be confirmed."""
    columns = [{"place": place, "heading": heading, "key": key} for place, heading, key in ROSTER_COLUMNS]
    layout = {"sheet": "名单", "columns": columns, "heading_first": 1, "heading_last": 1, "signature": "a" * 64}
    sheet = RosterImport(unit=town.north, by=town.secretary, file_name="第1网格.xlsx", sha256="0" * 64)
    sheet.state = RosterImport.State.PREVIEW
    sheet.counts = {"error": 1, "review": 1}
    sheet.layout = [layout | {"hint": "", "skipped": "", "rows": 2}]
    sheet.questions = [
        {"kind": "building", "key": "building:老三楼", "word": "老三楼", "sheet": "", "count": 1, "choices": []}
    ]
    sheet.file.save("roster.xlsx", ContentFile(roster_file()), save=False)
    sheet.save()
    wrong = {
        "key": "name",
        "heading": "姓名",
        "value": "",
        "code": "no_name",
        "sentence": "请填写姓名。",
        "level": "error",
    }
    doubt = wrong | {"sentence": "别处有同名的居民，请核对。", "code": "namesake", "level": "review"}
    for number, problem in ((3, wrong), (4, doubt)):
        content = json.dumps(
            {"cells": {"name": "王小明"}, "extra": {}, "problems": [problem], "changes": [], "marks": []}
        )
        row = RosterRow(roster=sheet, sheet="名单", number=number, outcome=problem["level"], reason=problem["code"])
        row.content = content
        row.save()
    return sheet


def roster_file() -> bytes:
    book, content = Workbook(), BytesIO()
    book.active.title = "名单"
    for line in (["居民名单"], [heading for _place, heading, _key in ROSTER_COLUMNS], ["", "1栋"], ["王小明", "1栋"]):
        book.active.append(line)
    book.save(content)
    return content.getvalue()


def asked(town: SimpleNamespace) -> HouseholdUpdate:
    """One household has answered its link; another still holds an open one."""
    updates = community.actions.updates
    answered, _word = updates.ask(town.home.households.get(), by=town.north_worker)
    updates.say(answered, {"members": [], "new": [], "note": "门铃坏了"})
    _open, town.update_token = updates.ask(town.south_home.households.get(), by=town.clerk)
    answered.refresh_from_db()
    return answered


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    slug, unit = {"slug": world.building.slug}, {"pk": world.building.pk}
    elsewhere = {
        "grids:unit": unit,
        "grids:stickers": unit,
        "grids:code_add": unit,
        "grids:code_remove": unit | {"code_pk": world.code.pk},
        "grids:posting": {"pk": world.building_head.pk},
        "grids:posting_password": {"pk": world.north_worker.postings.get().pk},
        "grids:posting_add": unit,
        "grids:board": slug,
        "grids:door": slug,
        "jobs:": {"pk": world.job.pk},
        "accounts:message_open": {"pk": world.message.pk},
        "accounts:session_end": {"pk": world.sign_in.pk},
        "accounts:wechat_bind": {"word": "no-such-word"},
        # nobody has a passkey here: a credential cannot be invented
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
    }
    for app in NEWER:
        elsewhere |= app.things(world)
    return elsewhere | things_of_matters(world) | things_of_people(world) | things_of_homes(world)


def things_of_matters(world: SimpleNamespace) -> dict[str, dict]:
    token, issue = {"token": world.issue.token}, {"pk": world.issue.pk}
    return {
        "issues:receipt": token,
        "issues:rate": token,
        "issues:reopen": token,
        "issues:reply": token,
        "issues:hide": token,
        "issues:photo": {"name": world.photo.name},
        **together.things(world),
        "issues:rule": {"pk": world.rule.pk},
        "issues:matter": {"ref": world.issue.number},
        "issues:open_figures": {"kind": "xlsx"},
        "issues:public_photo": {"name": world.photo.name},
        "issues:unfollow": {"pk": 1},
        "issues:blacken": {"pk": world.photo.pk},
        "issues:photo_hide": {"pk": world.photo.pk},
        "issues:visit": {"token": world.visit.token},
        "issues:view_drop": {"pk": world.saved_view.pk},
        "issues:rates_cases": {"name": "given_out"},
        "issues:figures_file": {"kind": "xlsx"},
        "issues:exclude": issue,
        "issues:exclude_decide": issue | {"approval": world.exclusion.pk},
        "issues:issue": issue,
        "issues:reveal": issue,
        "issues:act": issue | {"verb": "assign"},
        "issues:neighbours": issue,
        **departments.things(world),
        **outside.things(world),
    }


def things_of_people(world: SimpleNamespace) -> dict[str, dict]:
    person = {"pk": world.wang.pk}
    return {
        "community:export": {"pk": world.export.pk},
        "community:report": {"pk": world.report.pk},
        "community:report_run": {"pk": world.report_run.pk},
        "community:import": {"pk": world.roster.pk},
        "community:need_": {"pk": world.need.pk},
        "community:need_new": person,
        "community:update": {"token": world.update_token},
        "community:update_": {"pk": world.update.pk},
        "community:reminder_list": {"show": "turn80"},
        "community:coverage_list": {"show": "unknown"},
        "community:notice": {"pk": world.notice.pk},
        "community:request": {"pk": world.request.pk},
        "community:my_consent": {"pk": world.consent.pk},
        "community:consent_withdraw": {"pk": world.consent.pk},
        "community:consent_give": person,
        "community:account": person,
        "community:need_reveal": {"pk": world.need.pk},
    }


def things_of_homes(world: SimpleNamespace) -> dict[str, dict]:
    unit, person, home = {"pk": world.building.pk}, {"pk": world.wang.pk}, {"pk": world.home.pk}
    return {
        "community:person": person,
        # of whom no birth is known: a grown-up's page for a guardian does not open
        "community:person_guardian": {"pk": world.li.pk},
        "community:household": {"pk": world.home.households.get().pk},
        "community:person_merge_with": person | {"other": world.li.pk},
        "community:dwelling": home,
        "community:owner_": {"pk": world.owner.pk},
        "community:owner_new": home,
        "community:owner_find": home,
        "community:vehicle_": {"pk": world.vehicle.pk},
        "community:vehicle_new": home,
        "community:pet_": {"pk": world.pet.pk},
        "community:pet_new": home,
        "community:organisation": {"pk": world.shop.pk},
        "community:move_in": person,
        "community:move_out": person | {"residence": world.wang.residences.get().pk},
        "community:death": person,
        "community:building": unit,
        "community:dwelling_new": unit,
    }


def staff(world: SimpleNamespace) -> tuple[User, ...]:
    return world.north_worker, world.north_leader, world.south_worker, world.clerk, world.secretary, world.admin


def give_second_factors(world: SimpleNamespace) -> None:
    for user in staff(world):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal("JBSWY3DPEHPK3PXP")})
        RecoveryCodes.activate(user)


def sign_in(user) -> str:
    """The key of a session begun a moment ago, with password and, where there is one, second factor."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session.session_key


def outcome(response) -> str:
    """``in`` when the reader is sent to sign in, else the status."""
    sent = response.status_code == 302 and response.headers["Location"].startswith((LOGIN, "/admin/login/"))
    return "in" if sent else str(response.status_code)


class Crowd:
    """The kinds of people of the table, each signed in once, before one and the same portal."""

    def __init__(self, world: SimpleNamespace) -> None:
        self.world = world
        self.things = things(world)
        self.sessions = {
            "stranger": sign_in(world.stranger),
            "worker": sign_in(world.north_worker),
            "leader": sign_in(world.north_leader),
            "south": sign_in(world.south_worker),
            "clerk": sign_in(world.clerk),
            "secretary": sign_in(world.secretary),
            "admin": sign_in(world.admin),
        }

    def address(self, page: str) -> str:
        """Pages without an argument share the start of their names with some that have one."""
        if page == "admin:*":
            return reverse("admin:index")
        try:
            return reverse(page)
        except NoReverseMatch:
            starts = [start for start in self.things if page.startswith(start)]
            return reverse(page, kwargs=self.things[max(starts, key=len)])

    def browser(self, kind: str) -> Client:
        client = Client()
        if kind in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[kind]
        return client

    def open(self, kind: str, page: str):
        return self.browser(kind).get(self.address(page))

    def send(self, kind: str, page: str, **form):
        """What it changes is undone."""
        with transaction.atomic():
            answer = self.browser(kind).post(self.address(page), form)
            transaction.set_rollback(True)
        return answer
