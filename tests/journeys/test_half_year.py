"""一年两评选: drafted, shown, objected to, fixed by a second person, honoured with a certificate; odd finds looked at."""

from datetime import timedelta

import pytest
from django.utils import timezone

from points import actions as points
from points.actions import oddities
from points.models import Commendation, Evaluation, Item, Oddity
from points.reports.ranking import period


@pytest.fixture
def town(transactional_db, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    today = timezone.localdate()
    year, half = (today.year, 1) if today.month > 6 else (today.year - 1, 2)
    town.first = period(year, half)[0]
    for person, earned in ((town.wang, 46), (town.li, 30), (town.zeng, 30)):
        points.award(person, earned, key=f"deed:{person.pk}", by=town.clerk, on=town.first, reason="打扫楼道")
    settled(town)
    oddities.note_oddity(
        "shared_device",
        key="journey",
        unit=town.north,
        title="一台手机替 6 人签到",
        text="周六清洁日，9:02 到 9:05 之间。",
    )
    return town


def settled(town):
    """One statement for one event: made by one, reviewed and booked by another."""
    cleaning = Item.objects.get(code="cleaning")
    lines = [points.Line(person, cleaning, 240, record=f"record:{person.pk}") for person in (town.li, town.zeng)]
    statement = points.open_settlement(
        "session:1", title="周末清洁日", on=town.first, unit=town.community, lines=lines, by=town.clerk
    )
    points.review_settlement(statement, by=town.secretary)
    points.settle(statement, by=town.secretary)


def test_from_the_draft_to_the_certificate(walks, town, passwords, width):
    clerk, head, anybody = walks(width), walks(width), walks(width)
    clerk.sign_in("wen", passwords)
    clerk.go("/desk/evaluations/")
    clerk.look("evaluations")
    clerk.page.get_by_role("button", name="排出名次").click()
    clerk.page.get_by_role("heading", name="下一步").wait_for()
    clerk.look("draft")
    earned = [(each.account.person.name, each.merit, each.place) for each in Evaluation.objects.get().standings.all()]
    assert sorted(earned) == [("曾南山", 42, 2), ("李翠花", 42, 2), ("王小明", 46, 1)]
    clerk.page.get_by_label("公示到哪天").fill(str(timezone.localdate() + timedelta(days=6)))
    clerk.page.get_by_role("button", name="公示", exact=True).click()
    clerk.page.get_by_text("已公示。").wait_for()

    row = Evaluation.objects.get()
    read_and_object(anybody, row, passwords)
    answer(clerk, row)
    fix_and_propose(head, row, passwords)
    grant(clerk, row)
    assert (Evaluation.objects.get().state, Commendation.objects.get().state) == ("final", "granted")
    clerk.page.emulate_media(media="screen")
    clerk.go("/desk/evaluations/stars/")
    clerk.look("stars")


def read_and_object(anybody, row, passwords):
    anybody.go(f"/points/evaluations/{row.pk}/")
    assert "王*明" in anybody.page.content() and "王小明" not in anybody.page.content()
    anybody.look("public")
    anybody.go("/points/evaluations/")
    anybody.look("public-list")
    anybody.elder()
    anybody.go(f"/points/evaluations/{row.pk}/")
    anybody.look("public-elder")
    anybody.sign_in("luren", passwords)
    anybody.go(f"/points/evaluations/{row.pk}/")
    anybody.page.get_by_label("您的意见").fill("第二名扫了两次，是不是少记了一次？")
    anybody.page.get_by_role("button", name="提出意见").click()
    anybody.page.get_by_text("收到了。").wait_for()


def answer(clerk, row):
    clerk.go(f"/desk/evaluations/{row.pk}/")
    clerk.page.get_by_label("答复").first.fill("核对过签到表，只来了一次。")
    clerk.look("objection")
    clerk.page.get_by_role("button", name="答复").click()
    clerk.page.get_by_text("已答复。").wait_for()
    Evaluation.objects.update(shown_until=timezone.localdate() - timedelta(days=1))


def fix_and_propose(head, row, passwords):
    head.sign_in("zhou", passwords)
    head.go(f"/desk/evaluations/{row.pk}/")
    head.page.get_by_role("button", name="审定", exact=True).click()
    head.page.get_by_text("已审定，可以表彰了。").wait_for()
    head.page.get_by_label("表彰前几名").fill("1")
    head.page.get_by_label("荣誉称号").fill("积分之星")
    head.page.get_by_role("button", name="提名表彰").click()
    head.page.get_by_text("已提名 1 人").wait_for()


def grant(clerk, row):
    clerk.go(f"/desk/evaluations/{row.pk}/")
    clerk.page.get_by_role("button", name="授予", exact=True).click()
    clerk.page.get_by_role("link", name="打印证书").click()
    clerk.page.wait_for_url("**/certificate/")
    clerk.look("certificate")
    clerk.page.emulate_media(media="print")
    clerk.shoot("certificate-printed")


def test_an_odd_find_is_looked_at(walk, town, passwords):
    walk.sign_in("zhou", passwords)
    walk.go("/desk/oddities/")
    walk.look("oddities")
    walk.elder()
    walk.page.reload()
    walk.look("oddities-elder")
    walk.page.get_by_label("查看的结果").fill("家人没带手机，现场核对过人数")
    walk.page.get_by_role("button", name="看过了").click()
    walk.page.get_by_text("没有要看的线索。").wait_for()
    assert (Oddity.objects.get().state, Oddity.objects.get().looked_by) == ("fine", town.secretary)
