"""B11: low floors want the trees cut, high floors do not. Both sides stand beside each other, and all talk it over."""

import re

import pytest

from issues.models import Issue, Proposal

LOW = "楼前的樟树挡住了一楼的光，白天也要开灯，请修剪樟树"
LOW_TOO = "门前樟树长得太密，把窗户挡住了，白天要开灯，请修剪樟树"
HIGH = "不要砍楼前的樟树，夏天全靠它遮荫"


@pytest.fixture
def town(transactional_db, town):
    return town


def write(walk, text: str, phone: str) -> None:
    walk.go("/report/")
    walk.page.locator("textarea[name=text]").fill(text)
    walk.page.locator("select[name=unit]").select_option(label="1栋")
    walk.page.locator("input[name=phone]").fill(phone)


def send(walk) -> None:
    """Whatever neighbours reported already: this is another one."""
    walk.page.get_by_role("button", name="提交", exact=True).click()
    walk.page.wait_for_load_state("networkidle")
    if (other := walk.page.get_by_role("button", name="都不是，继续提交")).count():
        other.click()
    walk.page.get_by_text("留着这张回执").wait_for()


def report(walk, text: str, phone: str) -> str:
    write(walk, text, phone)
    send(walk)
    return walk.page.url.removeprefix(walk.address)


def join(walk, phone: str) -> str:
    """Writes the same again, is shown what the neighbours wrote, and joins instead."""
    write(walk, "樟树挡光，一楼白天开灯，请社区修剪樟树", phone)
    walk.page.locator("textarea[name=text]").blur()
    walk.page.get_by_role("link", name=re.compile("我也遇到")).first.click()
    walk.page.locator("h1", has_text="我也遇到").wait_for()
    assert LOW not in walk.page.locator("main").inner_text()
    walk.page.locator("input[name=phone]").fill(phone)
    walk.look("join")
    walk.page.get_by_role("button", name="我也遇到").click()
    walk.page.get_by_text("留着这一页").wait_for()
    walk.look("joined")
    return walk.page.url.removeprefix(walk.address)


def merge(walk, issue: Issue, into: Issue) -> None:
    walk.go(f"/desk/issues/{issue.pk}/")
    walk.look("issue-similar")
    walk.page.get_by_role("link", name=re.compile(into.number)).first.click()
    walk.page.locator("h1", has_text="并到另一件").wait_for()
    shown = walk.page.locator("main").inner_text()
    assert LOW in shown and LOW_TOO in shown
    walk.look("merge-beside")
    walk.page.get_by_role("button", name=f"是同一件事，并到 {into.number}").click()
    walk.page.get_by_text("并进来的事项").wait_for()
    walk.look("issue-merged")


def take_down(walk, issue: Issue, side: str, who: str, count: int, text: str) -> None:
    walk.go(f"/desk/issues/{issue.pk}/stands/")
    walk.page.get_by_label(side, exact=True).check()
    walk.page.locator("input[name=who]").fill(who)
    walk.page.locator("input[name=count]").fill(str(count))
    walk.page.locator("textarea[name=text]").fill(text)
    walk.page.get_by_role("button", name="记下").click()
    walk.page.get_by_role("heading", name=re.compile(f"{side} {count}")).wait_for()


def propose(walk, issue: Issue) -> None:
    walk.go(f"/desk/issues/{issue.pk}/stands/")
    walk.look("stands")
    walk.page.get_by_role("button", name=re.compile("转议事")).click()
    walk.page.locator("h1", has_text="议事建议").wait_for()
    walk.look("proposals")


def sees_both_sides(walk, page: str, title: str) -> None:
    walk.go(page)
    shown = walk.page.locator("main").inner_text()
    assert "3 人反映同一件事" in shown and "转议事" in shown
    assert re.search(r"赞成\s*14", shown) and re.search(r"反对\s*9", shown)
    assert "夏天全靠它遮荫" in shown and "5 层以上的住户" in shown
    walk.look(title)


def test_tree_trimming(walks, town, passwords, width, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    low, low_too, third, desk = (walks(width) for _ in range(4))
    receipts = [report(low, LOW, "19900000021"), report(low_too, LOW_TOO, "19900000022")]
    first, second = Issue.objects.order_by("pk")
    joined = join(third, "19900000023")
    main, other = (first, second) if first.joiners.exists() else (second, first)
    desk.sign_in(town.north_leader.username, passwords)
    merge(desk, other, main)
    take_down(desk, main, "赞成", "1 到 3 层的住户", 14, "白天也要开灯，衣服晒不干。")
    take_down(desk, main, "反对", "5 层以上的住户", 9, "夏天全靠它遮荫，砍了西晒。")
    propose(desk, main)
    for walk, page, title in (
        (low, receipts[0], "receipt"),
        (low_too, receipts[1], "receipt-too"),
        (third, joined, "own"),
    ):
        sees_both_sides(walk, page, title)
    third.elder()
    sees_both_sides(third, joined, "own-elder")
    desk.elder()
    desk.go(f"/desk/issues/{main.pk}/")
    desk.look("issue-elder")
    desk.go("/desk/proposals/")
    desk.look("proposals-elder")
    desk.page.get_by_role("button", name="采纳，转议事").click()
    desk.page.get_by_text("已经采纳。").wait_for()
    assert Proposal.objects.get().state == "taken"
    low.go(receipts[0])
    assert low.page.get_by_text("社区决定放到议事会上一起商量").is_visible()


def test_other_side_is_another_matter(walks, town, width):
    """Who wants the opposite is not told that it is the same."""
    one, opposed = walks(width), walks(width)
    report(one, LOW, "19900000021")
    report(opposed, HIGH, "19900000024")
    assert Issue.objects.filter(joined=0).count() == 2


def test_splitting_with_large_print(walks, town, passwords, width, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    resident, desk = walks(width), walks(width)
    report(resident, "楼前樟树挡光，旁边的路灯也不亮", "19900000021")
    issue = Issue.objects.get()
    desk.sign_in(town.north_leader.username, passwords)
    desk.elder()
    desk.go(f"/desk/issues/{issue.pk}/split/")
    desk.look("split-elder")
    desk.page.locator("textarea[name=form-0-text]").fill("修剪樟树")
    desk.page.locator("textarea[name=form-1-text]").fill("修路灯")
    desk.page.get_by_role("button", name="再加一件").click()
    assert desk.page.locator("textarea[name=form-2-text]").is_visible()
    assert desk.page.locator("textarea[name=form-0-text]").input_value() == "修剪樟树"
    desk.page.get_by_role("button", name="拆开分别办理").click()
    desk.page.get_by_text("拆出来的事项").wait_for()
    desk.look("split-done")
    assert issue.parts.count() == 2
