"""L10: the best neighbour of the year, from a neighbour's word to the honour: asked, screened, voted on, shown, honoured."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from community.models import Person
from deliberation.models import Contest, ContestBallot, Resolution
from tests.deliberation import contests


@pytest.fixture
def town(transactional_db, town):
    return town


def sign_in(walk, user):
    client = Client()
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def draft(desk) -> Contest:
    desk.go("/desk/contests/new/")
    page, now = desk.page, timezone.localtime()
    page.get_by_label("范围").select_option(label="　　　第1网格")
    page.get_by_label("评选名称").fill("2026 年最美邻居")
    page.get_by_label("奖项").fill("最美邻居，1，20\n文明家庭，1，0，家庭")
    for label, days in (("推荐截止", 5), ("开始投票", 6), ("截止投票", 9)):
        page.get_by_label(label).fill((now + timedelta(days=days)).strftime("%Y-%m-%dT09:00"))
    desk.look("form")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="公告，开始推荐").click()
    page.get_by_text("正在推荐").wait_for()
    return Contest.objects.get()


def put_forward(walk, contest, name, deed):
    walk.go(f"/contests/{contest.pk}/nominate/")
    walk.page.get_by_label("最美邻居").check()
    walk.page.get_by_label("推荐谁").fill(name)
    walk.page.get_by_label("为什么推荐").fill(deed)
    walk.look("nominate")
    walk.page.get_by_role("button", name="推荐", exact=True).click()
    walk.page.get_by_text("收到您的推荐").wait_for()


def screen(desk, contest, name):
    desk.go(f"/desk/contests/{contest.pk}/")
    desk.page.get_by_role("link", name=name).click()
    form = desk.page.locator("details[open]")
    form.get_by_label("登记里的哪一位").select_option(label=f"{name} · 2栋 8单元10{'赵钱'.index(name[0]) + 1}")
    form.get_by_label("本人怎样同意的").fill("当面问过")
    desk.look("nominee")
    form.get_by_role("button", name="列为候选人").click()
    desk.page.get_by_text("已经保存").wait_for()


def vote_by_keyboard(resident, contest) -> str:
    """Three screens: the contest, the ballot, the receipt; no mouse on the ballot."""
    resident.go(f"/contests/{contest.pk}/")
    resident.look("open")
    resident.page.get_by_role("link", name="去投票").click()
    resident.look("ballot")
    # the page tells whoever stands there that they cannot choose themselves
    assert resident.page.get_by_label("1 号").count() == 0
    resident.page.locator("#id_c1_0").focus()
    resident.page.keyboard.press("Space")
    assert resident.page.locator("#id_c1_0").is_checked()
    resident.page.keyboard.press("Enter")
    resident.page.get_by_text("已经收到您的票").wait_for()
    resident.look("receipt")
    return resident.page.locator(".receipt").inner_text()


def help_vote(worker, contest):
    worker.go(f"/desk/contests/{contest.pk}/voters/")
    worker.page.get_by_label("居民的姓名").fill("周戊")
    worker.page.get_by_role("button", name="找人").click()
    worker.look("voters")
    worker.page.get_by_role("link", name="帮着投").click()
    worker.page.get_by_label("2 号").check()
    worker.page.get_by_label("谁帮着投的，在哪里").fill("林小满在家里念的")
    worker.look("help")
    worker.page.get_by_role("button", name="投票").click()
    worker.page.get_by_text("已经投好").wait_for()
    worker.look("helped")


def count_and_honour(desk, contest):
    contests.close(contest)
    desk.go(f"/desk/contests/{contest.pk}/")
    desk.look("over")
    desk.page.get_by_role("button", name="计票并公示结果").click()
    desk.page.get_by_text("2 人投票").wait_for()
    desk.look("counted")
    past = timezone.now() - timedelta(minutes=1)
    Resolution.objects.update(until=past)
    desk.go(f"/desk/contests/{contest.pk}/")
    desk.page.get_by_role("button", name="公示期满，公布荣誉").click()
    desk.page.get_by_text("已公布荣誉").wait_for()
    desk.go(f"/desk/contests/{contest.pk}/sheet/")
    desk.look("print")


def test_award(walks, town, client, width, tmp_path):
    desk, resident, worker = walks(width), walks(width), walks(width)
    people = contests.neighbours(town.building2, ["赵甲", "钱乙", "孙丙", "周戊"])
    sign_in(desk, town.north_leader)
    contest = draft(desk)
    put_forward(resident, contest, "赵甲", "天天帮独居老人买菜。")
    put_forward(resident, contest, "钱乙", "疫情时给全楼送菜。")
    screen(desk, contest, "赵甲")
    screen(desk, contest, "钱乙")
    desk.go(f"/desk/contests/{contest.pk}/sheet/")
    desk.look("print-ballot")
    contests.open_now(contest)
    Person.objects.filter(pk=people[0].pk).update(user=town.stranger)
    sign_in(resident, town.stranger)
    receipt = vote_by_keyboard(resident, contest)
    sign_in(worker, town.north_worker)
    help_vote(worker, contest)
    assert set(ContestBallot.objects.values_list("channel", "assisted")) == {
        ("online", ""),
        ("door", "林小满在家里念的"),
    }
    count_and_honour(desk, contest)
    resident.go(f"/contests/{contest.pk}/")
    resident.page.get_by_text("荣誉榜").wait_for()
    resident.look("honours")
    resident.page.get_by_label("回执").fill(receipt)
    resident.page.get_by_role("button", name="查回执").click()
    resident.page.get_by_text("投给：钱乙").wait_for()
    resident.elder()
    resident.go(f"/contests/{contest.pk}/")
    resident.look("honours-elder")
    file = tmp_path / "contest.jsonl"
    file.write_bytes(client.get(f"/contests/{contest.pk}/recount.jsonl").content)
    script = settings.BASE / "static" / "downloads" / "recount_contest.py"
    assert subprocess.run([sys.executable, script, file], check=False).returncode == 0


def test_a_ballot_in_large_type(walk, town):
    """长辈版: the same three screens, changed once, and the last word counts."""
    world = contests.running(town)
    Person.objects.filter(pk=world.people[4].pk).update(user=town.stranger)
    sign_in(walk, town.stranger)
    walk.elder()
    for number in (1, 2):
        walk.go(f"/contests/{world.contest.pk}/")
        walk.page.get_by_role("link", name="去投票").click()
        walk.page.get_by_role("group", name="最美邻居").get_by_label(f"{number} 号").check()
        walk.look(f"ballot-elder-{number}")
        walk.page.get_by_role("button", name="投票").click()
        walk.page.get_by_text("已经收到您的票").wait_for()
    walk.look("receipt-elder")
    assert ContestBallot.objects.current().get().nominee == world.good[1]
