"""From a sign-up to a certificate: the resident, the grid worker at the door, the committee, whoever checks the paper."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from community.models import Person
from points.models import Item, Settlement
from volunteers import rotating
from volunteers.actions import activities, people
from volunteers.models import Certificate, ServiceRecord, SignPair


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture
def session(town):
    """Cleaning that begins in a quarter of an hour; 王小明 is a volunteer with an account."""
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    town.wang.refresh_from_db()
    people.register(town.wang, unit=town.north, how="当面说的", by=town.north_worker)
    start = timezone.now() + timedelta(minutes=15)
    activity = activities.publish(
        town.north, key=uuid4(), kind="service", title="楼道清洁", text="清扫楼道，擦洗扶手", place="柳荫广场",
        starts_at=start, ends_at=start + timedelta(hours=2), by=town.north_worker,
    )  # fmt: skip
    return activity.sessions.get()


def enter(walks, width: int, username: str, password: str):
    walk = walks(width)
    walk.sign_in(username, password)
    return walk


def move(session, **shift) -> None:
    """The browser's clock is the real one, so the session moves instead, and with it whoever is in it."""
    begin = session.starts_at - timedelta(**shift)
    SignPair.objects.filter(attended__session=session).update(in_at=F("in_at") - timedelta(**shift))
    type(session).objects.filter(pk=session.pk).update(starts_at=begin, ends_at=begin + timedelta(hours=2))
    session.refresh_from_db()


def press(walk, name: str) -> None:
    walk.page.locator("main").get_by_role("button", name=name, exact=False).first.click()
    walk.page.wait_for_load_state("networkidle")


def test_from_sign_up_to_certificate(walks, width, town, session, passwords):
    resident = enter(walks, width, "luren", passwords)
    resident.go(f"/activities/sessions/{session.pk}/")
    press(resident, "报名")
    desk = enter(walks, width, "lin", passwords)
    come(resident, desk, session)
    close(desk, session)
    clerk = enter(walks, width, "wen", passwords)
    clerk.go("/desk/records/")
    clerk.look("records")
    clerk.page.get_by_role("link", name="王小明").click()
    clerk.look("record")
    press(clerk, "确认属实")
    assert ServiceRecord.objects.get(person=town.wang).state == "confirmed"
    certify(resident, clerk)
    look_at_paper(resident, walks(width), ServiceRecord.objects.get(person=town.wang).minutes)


def come(resident, desk, session) -> None:
    """The code on the screen, and somebody who only has a name."""
    desk.go(f"/desk/sessions/{session.pk}/signin/screen/")
    desk.look("screen")
    move(session, minutes=75)
    resident.go(f"/in/{session.pk}/{rotating.code_at(session.pk, timezone.now())}/")
    resident.look("sign")
    press(resident, "签到")
    resident.page.get_by_text("已签到").first.wait_for()
    resident.look("signed-in")
    desk.go(f"/desk/sessions/{session.pk}/signin/add/")
    desk.look("walk-in")
    desk.page.locator("input[name=name]").fill("赵叔")
    press(desk, "登记到场")
    desk.page.get_by_role("heading", name="到了 2 / 2 人").wait_for()
    desk.look("book")


def close(desk, session) -> None:
    move(session, minutes=75)
    desk.go(f"/desk/sessions/{session.pk}/signin/")
    desk.page.locator("select[name=item]").select_option(str(Item.objects.get(code="cleaning").pk))
    press(desk, "结束签到")
    desk.page.get_by_text("签到已结束").wait_for()
    desk.look("closed")


def certify(resident, clerk) -> None:
    resident.go("/my/service/")
    press(resident, "申请证明")
    resident.look("my-records")
    resident.elder()
    resident.go("/my/service/")
    resident.look("my-records-elder")
    clerk.go("/desk/records/?show=certificates")
    clerk.page.get_by_role("link", name="王小明").click()
    clerk.page.locator("input[name=responsible]").fill("周书记")
    clerk.look("certificate-desk")
    press(clerk, "开具证明")


def look_at_paper(resident, anybody, minutes: int) -> None:
    issued = Certificate.objects.get()
    assert issued.minutes == minutes > 0
    resident.go(f"/certificate/{issued.pk}/")
    resident.look("certificate")
    resident.page.emulate_media(media="print")
    resident.shoot("certificate-print")
    anybody.go(f"/verify/{issued.token}/")
    anybody.page.get_by_text("有效", exact=True).wait_for()
    anybody.look("verify")


def test_a_session_settled_and_printed(walks, width, town, session, passwords):
    """Ticked by name, confirmed at once, one statement that a second person looks at."""
    from volunteers.actions import signing

    signing.sign_up(session, person=town.wang, by=town.north_worker)
    move(session, minutes=75)
    desk = enter(walks, width, "lin", passwords)
    desk.elder()
    desk.go(f"/desk/sessions/{session.pk}/signin/")
    press(desk, "到 王小明")
    desk.page.locator("#people").get_by_text("已到", exact=True).first.wait_for()
    desk.look("book-elder")
    close(desk, session)
    clerk = enter(walks, width, "wen", passwords)
    clerk.go(f"/desk/sessions/{session.pk}/signin/")
    press(clerk, "确认 1 条记录")
    press(clerk, "做这一场的积分统计")
    assert clerk.page.url.endswith(f"/settlements/{Settlement.objects.get().pk}/")
    clerk.go(f"/desk/sessions/{session.pk}/signin/sheet/")
    clerk.look("sheet")
    clerk.page.emulate_media(media="print")
    clerk.shoot("sheet-print")
    clerk.page.emulate_media(media="screen")
    clerk.go(f"/desk/sessions/{session.pk}/signin/paper/")
    clerk.look("paper")
    for page in ("in-time", "export", "certificates", "rules"):
        clerk.go(f"/desk/records/{page}/")
        clerk.look(page)
