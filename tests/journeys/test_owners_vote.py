"""A lift in an old house: online, at the door, on paper by two people, counted, and counted again by anybody."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import AuditEntry
from community.models import Person
from deliberation.models import Ballot, OwnersVote, RollOwner
from tests.deliberation import votes


@pytest.fixture
def town(transactional_db, town):
    votes.estate(town, [7500] * 3)
    return town


def sign_in(walk, client, user):
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def draft(walk, town):
    """The clerk writes the question, looks the register over and announces it."""
    walk.go("/desk/votes/new/")
    page, opens = walk.page, timezone.localtime() + timedelta(days=16)
    page.get_by_label("范围").select_option(label="　　　　2栋")
    page.get_by_label("题目").fill("2栋加装电梯")
    page.get_by_label("要表决的事项").fill("是否同意在 2 栋 9 单元加装电梯？")
    page.get_by_label("属于哪一类事项").select_option(value="rebuild")
    page.get_by_label("开始投票").fill(opens.strftime("%Y-%m-%dT09:00"))
    page.get_by_label("截止投票").fill((opens + timedelta(days=7)).strftime("%Y-%m-%dT18:00"))
    walk.look("vote-form")
    page.get_by_role("button", name="保存，接着核对名册").click()
    walk.look("vote-draft")
    page.get_by_role("link", name="核对名册").click()
    walk.look("vote-roll")
    walk.page.go_back()
    walk.page.get_by_role("button", name="公告").click()
    page.get_by_text("已公告，尚未开始").wait_for()
    return OwnersVote.objects.get()


def lift(vote):
    """Sixteen days later."""
    now = timezone.now()
    OwnersVote.objects.filter(pk=vote.pk).update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))


def tab_to(walk, place):
    """By the keyboard, as far as somebody would go."""
    for _key in range(40):
        walk.page.keyboard.press("Tab")
        if place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"{walk.page.url}: no key leads there")


def vote_by_keyboard(owner, vote) -> str:
    """长辈版 and no mouse, on three screens: the question, the ballot, the receipt. A grid worker sits beside them."""
    owner.elder()
    page = owner.page
    owner.go(f"/votes/{vote.pk}/")
    owner.look("vote-public-elder")
    tab_to(owner, page.get_by_role("link", name="去投票"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="投票", exact=True).wait_for()
    tab_to(owner, page.get_by_label("同意", exact=True))
    page.keyboard.press("Space")
    tab_to(owner, page.get_by_label("有人帮您操作吗"))
    page.keyboard.type("网格员林小满")
    owner.look("ballot-elder")
    tab_to(owner, page.get_by_role("button", name="投票"))
    page.keyboard.press("Enter")
    page.get_by_text("由网格员林小满协助").wait_for()
    owner.look("ballot-cast-elder")
    owner.context.clear_cookies(name="mode")
    return page.locator(".receipt").inner_text()


def bring_a_paper(clerk, vote, building, picture):
    """From the grid of doors: a visit by two, and the paper they brought back."""
    clerk.go(f"/desk/votes/{vote.pk}/buildings/{building.pk}/")
    clerk.look("doors")
    clerk.page.get_by_role("link", name="9单元102").click()
    clerk.page.get_by_text("登记上门").click()
    clerk.page.get_by_label("收回了票").check()
    clerk.page.get_by_label("同去的人").fill("周师傅")
    clerk.page.get_by_role("button", name="记下上门").click()
    clerk.page.get_by_text("录入纸质票").click()
    clerk.page.locator("#paper_scan").set_input_files(picture)
    clerk.page.locator("#paper_choice").get_by_label("不同意").check()
    clerk.page.get_by_label("上门收回").check()
    clerk.page.get_by_role("button", name="录入", exact=True).click()
    clerk.page.get_by_text("等另一位工作人员核对").wait_for()
    clerk.look("head")


def look_twice(second, vote):
    second.go(f"/desk/votes/{vote.pk}/papers/?show=waiting")
    second.page.get_by_role("link", name="业主2").click()
    second.look("paper")
    second.page.get_by_label("不同意").check()
    second.page.get_by_role("button", name="核对").click()
    second.page.get_by_text("两人录入一致").wait_for()


def help_at_the_door(worker, vote, who):
    """Staff fill in what an owner says to their face; who it was is kept with the ballot."""
    worker.go(f"/desk/votes/{vote.pk}/heads/{votes.head(vote, 3).pk}/")
    worker.page.get_by_text("帮业主填票").click()
    form = worker.page.locator("details[open]")
    form.get_by_label("同意", exact=True).check()
    form.get_by_label("当面说的").check()
    form.get_by_label("怎样确认是本人").fill("看了身份证")
    worker.look("help")
    form.get_by_role("button", name="记下", exact=True).click()
    worker.page.get_by_text("协助：看了身份证").wait_for()
    worker.look("helped")
    ballot = Ballot.objects.get(head__vote=vote, channel="door", choice="yes")
    assert (ballot.assisted, ballot.by) == ("看了身份证", who)


def count(second, vote):
    second.go(f"/desk/votes/{vote.pk}/")
    second.look("vote-running")
    votes.close(vote)
    second.go(f"/desk/votes/{vote.pk}/")
    second.page.get_by_role("button", name="计票并公开结果").click()
    second.look("vote-counted")


def read_the_result(owner, vote, receipt):
    owner.go(f"/votes/{vote.pk}/")
    owner.page.get_by_text("未通过").first.wait_for()
    owner.page.get_by_text("差 18.75").first.wait_for()
    owner.look("vote-result")
    owner.page.get_by_label("回执").fill(receipt)
    owner.page.get_by_role("button", name="查回执").click()
    owner.page.get_by_text("票上的意见：同意").wait_for()
    owner.page.get_by_text("由网格员林小满协助").wait_for()
    owner.look("receipt")
    owner.go("/votes/about/")
    owner.look("about")
    owner.elder()
    owner.go(f"/votes/{vote.pk}/")
    owner.look("vote-result-elder")


def test_owners_vote(walks, town, client, width, tmp_path):
    clerk, owner, second = walks(width), walks(width), walks(width)
    sign_in(clerk, client, town.clerk)
    vote = draft(clerk, town)
    lift(vote)
    Person.objects.filter(pk=town.li.pk).update(user=town.stranger)
    RollOwner.objects.filter(name="业主1").update(person=town.li)
    sign_in(owner, client, town.stranger)
    receipt = vote_by_keyboard(owner, vote)
    owner.go(f"/votes/{vote.pk}/")
    owner.look("vote-public")
    assert list(Ballot.objects.values_list("choice", "channel", "assisted")) == [("yes", "online", "网格员林小满")]
    picture = tmp_path / "ballot.jpg"
    picture.write_bytes(votes.scan().read())
    sign_in(clerk, client, town.clerk)
    bring_a_paper(clerk, vote, town.building2, picture)
    sign_in(second, client, town.secretary)
    look_twice(second, vote)
    sign_in(clerk, client, town.north_worker)
    help_at_the_door(clerk, vote, town.north_worker)
    assert not [entry for entry in AuditEntry.objects.all() if "yes" in str(entry.detail)]
    sign_in(second, client, town.secretary)
    count(second, vote)
    read_the_result(owner, vote, receipt)
    helped = Ballot.objects.get(assisted="看了身份证")
    assert "由林小满协助" in client.post(f"/votes/{vote.pk}/receipt/", {"receipt": helped.receipt}).text
    file = tmp_path / "vote.jsonl"
    file.write_bytes(client.get(f"/votes/{vote.pk}/recount.jsonl").content)
    script = settings.BASE / "static" / "downloads" / "recount.py"
    assert subprocess.run([sys.executable, script, file], check=False).returncode == 0
