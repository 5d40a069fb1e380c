"""Reporting takes at most four screens and a minute on a small phone, with and without JavaScript."""

import re
from uuid import uuid4

import pytest

from issues.actions import submit
from issues.models import Category, Issue, Question, Step
from tests.journeys.test_offline import photo

SCREENS, SECONDS = 4, 60
# what a careful person needs, not what a machine takes: to read a screen, to tap, to type one sign
PER_SCREEN, PER_TAP, PER_SIGN = 5, 2, 0.8
LEAK = "隔壁独居的李奶奶家厨房水管漏水，她自己修不了"


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture
def matter(town):
    """Builds what a neighbour in the same grid has reported: ``matter(text=…, category=…)``."""

    def make(**facts):
        return submit(key=uuid4(), unit=town.building2, phone="19900000012", **facts)

    return make


class Hand:
    """Walks like somebody with one thumb, and counts."""

    def __init__(self, page) -> None:
        self.page, self.taps, self.signs, self.screens = page, 0, 0, 0
        page.on("domcontentloaded", self.count)

    def count(self, _page) -> None:
        self.screens += 1

    def tap(self, place) -> None:
        self.taps += 1
        place.click()

    def type(self, place, text: str) -> None:
        self.taps, self.signs = self.taps + 1, self.signs + len(text)
        place.fill(text)

    def choose(self, place, label: str) -> None:
        self.taps += 2
        place.select_option(label=label)

    @property
    def seconds(self) -> float:
        return self.screens * PER_SCREEN + self.taps * PER_TAP + self.signs * PER_SIGN


@pytest.fixture
def plain(walks):
    """A small phone in which no script runs."""
    walk = walks(360)
    context = walk.context.browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.address = walk.address
    yield page
    context.close()


def report_from_home(hand: Hand, address: str) -> None:
    page = hand.page
    page.goto(address)
    hand.tap(page.get_by_role("link", name="我要反映").first)
    hand.type(page.locator("textarea[name=text]"), LEAK)
    hand.choose(page.locator("select[name=unit]"), "1栋")
    hand.type(page.locator("input[name=place]"), "2 单元")
    hand.tap(page.get_by_role("button", name="提交"))
    page.get_by_text("留着这张回执").wait_for()


def test_from_the_first_page_to_the_receipt_without_javascript(plain, town):
    """Issues 6, point 1: no account, no map."""
    hand = Hand(plain)
    report_from_home(hand, plain.address)
    issue = Issue.objects.get()
    assert (issue.unit, issue.place) == (town.building, "2 单元")
    assert (hand.screens, hand.seconds <= SECONDS) == (3, True)


def test_a_neighbours_matter_in_between_is_still_four_screens(plain, town, matter):
    """Issues 6, point 7: the page that asks comes before the sending."""
    matter(text="李奶奶家厨房的水管在漏水", category=Category.objects.get(code="facility.leak"))
    hand = Hand(plain)
    plain.goto(plain.address)
    hand.tap(plain.get_by_role("link", name="我要反映").first)
    hand.type(plain.locator("textarea[name=text]"), LEAK)
    hand.choose(plain.locator("select[name=unit]"), "1栋")
    hand.tap(plain.get_by_role("button", name="提交"))
    plain.get_by_role("heading", name="邻居反映过这些，是同一件事吗？").wait_for()
    hand.tap(plain.get_by_role("button", name="都不是，继续提交"))
    plain.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.count() == 2
    assert (hand.screens, hand.seconds <= SECONDS) == (SCREENS, True)


def test_a_lonely_elders_leak_is_told_by_a_neighbour(walk, town):
    """S1, the intake half: words are enough, the kind is suggested, and the receipt says who comes next."""
    walk.go(f"/q/{town.building.slug}/")
    hand = Hand(walk.page)
    hand.type(walk.page.locator("textarea[name=text]"), LEAK)
    chips = walk.page.get_by_role("group", name="像是这一类吗？点一下就选上")
    chips.wait_for()
    assert chips.get_by_role("radio").count() <= 4
    walk.look("suggested")
    hand.tap(chips.get_by_text("独居老人"))
    hand.type(walk.page.locator("input[name=place]"), "2 单元 301")
    hand.tap(walk.page.get_by_role("button", name="提交"))
    walk.page.get_by_text("留着这张回执").wait_for()
    issue = Issue.objects.get()
    assert (issue.category.code, issue.channel) == ("help.elderly", "qr")
    assert "社区正在安排人办理" in walk.page.locator(".next").inner_text()
    assert not issue.steps.filter(verb=Step.Verb.SORT).exists()
    assert hand.seconds <= SECONDS
    walk.page.get_by_text("别人看到的是这样").click()
    walk.page.get_by_text("从不公开").wait_for()
    walk.look("receipt")


def test_nothing_chosen_is_sorted_by_its_words(walks, town):
    walk = walks(360)
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill("北门的井盖松动")
    walk.page.get_by_text("井盖破损缺失").first.wait_for()
    walk.page.get_by_role("button", name="提交").click()
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.get().category.code == "facility.manhole"


def test_what_neighbours_reported_appears_while_one_types(walk, town, matter):
    first = matter(text="北门的井盖松动，走上去会响", category=Category.objects.get(code="facility.manhole"))
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill("北门井盖松动")
    walk.page.get_by_text("邻居反映过这些，是同一件事吗？").wait_for()
    walk.look("same")
    walk.page.get_by_role("link", name=re.compile("我也遇到")).click()
    walk.page.locator("input[name=phone]").fill("19900000033")
    walk.page.locator("main .btn-act").click()
    walk.page.wait_for_load_state("networkidle")
    assert (first.joiners.count(), Issue.objects.count()) == (1, 1)


def test_whoever_saw_them_and_goes_on_is_not_asked_again(walks, town, matter):
    matter(text="北门的井盖松动，走上去会响", category=Category.objects.get(code="facility.manhole"))
    walk = walks(360)
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill("北门井盖松动")
    walk.page.get_by_text("邻居反映过这些，是同一件事吗？").wait_for()
    walk.page.get_by_role("button", name="提交").click()
    walk.page.get_by_text("留着这张回执").wait_for()
    assert Issue.objects.count() == 2


def test_questions_appear_when_a_category_is_tapped(walk, town):
    lane = Category.objects.get(code="parking.fire_lane")
    Question.objects.create(category=lane, code="plate", label="车的样子", required=True)
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill("消防通道被一辆车堵死了")
    walk.page.locator(".chip", has_text="占消防通道").click()
    walk.page.get_by_label("车的样子").fill("白色面包车")
    walk.look("questions")
    walk.page.get_by_role("button", name="提交").click()
    walk.page.get_by_text("白色面包车").wait_for()
    assert Issue.objects.get().answers == {"plate": "白色面包车"}


def test_an_emergency_is_answered_while_one_types(walks, town):
    walk = walks(360)
    walk.go("/report/")
    walk.page.locator("textarea[name=text]").fill("有人被困在电梯里了")
    walk.page.locator("#danger").get_by_text("119").wait_for()


def test_a_snap_takes_three_touches(walk, town):
    """随手拍 through the code on the wall: picture, line, send."""
    walk.go(f"/snap/?at={town.building.slug}")
    hand = Hand(walk.page)
    walk.page.locator("input[name=photos]").set_input_files([photo("纸箱.jpg")])
    walk.page.locator("#chosen img").wait_for()
    walk.look("snap")
    hand.type(walk.page.locator("input[name=text]"), "楼道堆了纸箱")
    hand.tap(walk.page.get_by_role("button", name="提交"))
    walk.page.get_by_text("留着这张回执").wait_for()
    issue = Issue.objects.get()
    assert (issue.channel, issue.photos.count()) == ("snap", 1)
    assert hand.seconds <= SECONDS / 2


def test_large_print_reports_too(walks, town):
    walk = walks(360)
    walk.elder()
    walk.go(f"/q/{town.building.slug}/")
    walk.page.locator("textarea[name=text]").fill(LEAK)
    walk.page.get_by_text("独居老人").first.wait_for()
    sizes = walk.page.eval_on_selector_all(".chip", "all => all.map(one => one.getBoundingClientRect().height)")
    assert min(sizes) >= 60
    walk.look("elder")
