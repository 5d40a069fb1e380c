"""The desk's pages for 并单, 拆分 and both sides of a matter."""

import pytest

from issues import actions
from issues.actions import joining, opinions
from issues.actions.merging import merge
from issues.models import Category, Issue, Proposal, Stand


@pytest.fixture
def trees(matter):
    return matter(text="窗前的樟树太高，屋里白天也要开灯，要求修剪", category=greening())


@pytest.fixture
def same(matter):
    return matter(text="樟树把窗户挡住了，白天要开灯，请修剪", category=greening(), phone="19900000013")


def greening():
    return Category.objects.get(code="property.greening")


def desk(issue, what="") -> str:
    return f"/desk/issues/{issue.pk}/{what}"


def test_matter_shows_what_may_be_the_same(browser_of, trees, same, town):
    page = browser_of(town.north_leader).get(desk(same)).content.decode()
    assert "可能是同一件事" in page
    assert f"{desk(same, 'merge/')}?number={trees.number}" in page


def test_both_texts_stand_beside_each_other_before_merging(browser_of, trees, same, town):
    browser = browser_of(town.north_leader)
    assert trees.number in browser.get(desk(same, "merge/")).content.decode()
    page = browser.get(desk(same, "merge/"), {"number": trees.number}).content.decode()
    assert trees.text in page and same.text in page


def test_number_is_found_however_it_is_typed_and_wrong_ones_are_said(browser_of, trees, same, town):
    browser = browser_of(town.north_leader)
    year, tail = trees.number.split("-")
    assert trees.text in browser.get(desk(same, "merge/"), {"number": f"{year} {int(tail)}"}).content.decode()
    assert "没有找到 2020-0099" in browser.get(desk(same, "merge/"), {"number": "2020-0099"}).content.decode()
    assert "就是这一件" in browser.get(desk(same, "merge/"), {"number": same.number}).content.decode()


def test_merging_leads_to_the_main_where_it_can_be_undone(browser_of, trees, same, town):
    browser = browser_of(town.north_leader)
    answer = browser.post(desk(same, "merge/"), {"into": trees.pk, "seen": same.version}, follow=True)
    assert answer.request["PATH_INFO"] == desk(trees)
    page = answer.content.decode()
    assert "并进来的事项" in page and desk(same, "unmerge/") in page
    browser.post(desk(same, "unmerge/"))
    same.refresh_from_db()
    assert same.state == "received"


def test_merging_on_an_old_page_shows_both_again(browser_of, trees, same, town):
    seen = same.version
    actions.take(same, by=town.north_worker)
    answer = browser_of(town.north_leader).post(desk(same, "merge/"), {"into": trees.pk, "seen": seen})
    assert answer.status_code == 409
    assert "已经有人处理过了" in answer.content.decode()


def test_not_into_a_matter_of_another_grid(browser_of, matter, same, town):
    far = matter(unit=town.south_building)
    browser = browser_of(town.north_leader)
    assert browser.post(desk(same, "merge/"), {"into": far.pk}).status_code == 404
    assert "没有找到" in browser.get(desk(same, "merge/"), {"number": far.number}).content.decode()


def test_grid_worker_sees_no_way_to_merge_or_split(browser_of, trees, same, town):
    page = browser_of(town.north_worker).get(desk(same)).content.decode()
    assert desk(same, "merge/") not in page and desk(same, "split/") not in page
    assert desk(same, "stands/") in page


def test_joiners_stand_on_the_page_with_hidden_names(browser_of, trees, town):
    from uuid import uuid4

    joining.join(trees, key=uuid4(), name="吴建国", phone="19900000013", text="我家也暗", unit=town.building2)
    page = browser_of(town.north_leader).get(desk(trees)).content.decode()
    assert "共 2 人反映" in page and "我家也暗" in page and "2栋" in page
    assert "吴建国" not in page and "19900000013" not in page


def parts(count=2, **rows) -> dict:
    return {"form-TOTAL_FORMS": str(count), "form-INITIAL_FORMS": "0"} | rows


def test_splitting_opens_parts_in_hands_of_their_own(browser_of, trees, town):
    typed = parts(**{"form-0-text": "修剪樟树", "form-0-to": f"u{town.north_worker.pk}", "form-1-text": "换路灯"})
    page = browser_of(town.north_leader).post(desk(trees, "split/"), typed | {"seen": trees.version}, follow=True)
    assert "拆出来的事项" in page.content.decode()
    assert list(trees.parts.order_by("pk").values_list("text", "state")) == [
        ("修剪樟树", "assigned"),
        ("换路灯", "received"),
    ]


def test_one_more_row_keeps_what_was_typed(browser_of, trees, town):
    typed = parts(**{"form-0-text": "修剪樟树", "more": "1"})
    page = browser_of(town.north_leader).post(desk(trees, "split/"), typed).content.decode()
    assert 'name="form-2-text"' in page and "修剪樟树" in page
    assert not trees.parts.exists()


def test_ten_rows_are_the_most(browser_of, trees, town):
    page = browser_of(town.north_leader).post(desk(trees, "split/"), parts(10, more="1")).content.decode()
    assert 'name="form-10-text"' not in page and "再加一件" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "这一页没有完整打开"),
        (parts(), "请至少写一件"),
        (parts(**{"form-0-text": "灯", "form-0-to": "u0"}), "请从名单里选择由谁办理"),
        (parts(**{"form-0-text": "灯", "form-0-category": "0"}), "请从名单里选择类别"),
    ],
)
def test_what_cannot_be_split_is_said(browser_of, trees, town, typed, sentence):
    assert sentence in browser_of(town.north_leader).post(desk(trees, "split/"), typed).content.decode()
    assert not trees.parts.exists()


STAND = {"side": "against", "who": "5 层以上的住户", "count": "9", "text": "夏天没有树荫"}


def test_position_is_recorded_and_taken_back(browser_of, trees, town):
    browser = browser_of(town.north_worker)
    page = browser.post(desk(trees, "stands/"), STAND, follow=True).content.decode()
    assert "5 层以上的住户" in page and "夏天没有树荫" in page
    ended = browser.post(desk(trees, f"stands/{Stand.objects.get().pk}/end/"), follow=True).content.decode()
    assert "夏天没有树荫" not in ended


def test_names_and_numbers_in_a_position_are_refused_in_words(browser_of, trees, town):
    page = browser_of(town.north_worker).post(desk(trees, "stands/"), STAND | {"text": "找 13812345678"})
    assert "手机号" in page.content.decode()
    assert not Stand.objects.exists()


@pytest.mark.parametrize("count", ["", "0", "-1", "很多", "99999999"])
def test_how_many_is_a_number(browser_of, trees, town, count):
    page = browser_of(town.north_worker).post(desk(trees, "stands/"), STAND | {"count": count})
    assert "请写明有多少户" in page.content.decode()


def test_position_of_another_matter_is_not_ended_here(browser_of, trees, matter, town):
    row = opinions.record_stand(trees, side="for", who="住户", count=1, text="暗", by=town.north_worker)
    other = matter()
    assert browser_of(town.north_worker).post(desk(other, f"stands/{row.pk}/end/")).status_code == 404


def test_one_click_proposes_a_meeting_and_the_list_has_it(browser_of, trees, town):
    browser = browser_of(town.north_leader)
    page = browser.post(desk(trees, "propose/"), follow=True)
    assert page.request["PATH_INFO"] == "/desk/proposals/"
    assert trees.number in page.content.decode()
    assert desk(trees, "propose/") not in browser.get(desk(trees)).content.decode()


def test_merged_matter_points_to_its_main(browser_of, trees, same, town):
    merge(same, into=trees, by=town.north_leader)
    page = browser_of(town.north_worker).get(desk(same)).content.decode()
    assert desk(trees) in page and "已并单" in page


def test_matter_costs_the_same_with_one_joiner_and_with_many(browser_of, trees, town, cost):
    from uuid import uuid4

    browser, phones = browser_of(town.north_leader), iter(range(19900000100, 19900000199))
    actions.take(trees, by=town.north_worker)

    def one_more():
        joining.join(Issue.objects.get(pk=trees.pk), key=uuid4(), phone=str(next(phones)), unit=town.building)

    assert cost(lambda: browser.get(desk(trees)), one_more, 8)


def test_merge_page_costs_the_same_for_one_candidate_and_for_many(browser_of, trees, matter, town, cost):
    browser = browser_of(town.north_leader)
    again = {"text": "樟树把窗户挡住了，白天要开灯，请修剪", "category": greening(), "phone": ""}
    for _ in range(4):
        matter(**again)
    assert cost(lambda: browser.get(desk(trees, "merge/")), lambda: matter(**again), 10)


@pytest.fixture
def proposal(trees, town):
    return opinions.propose(trees, by=town.north_leader)


def test_taking_up_says_so_and_moves_it_down(browser_of, proposal, town):
    browser = browser_of(town.secretary)
    topic = browser.post(f"/desk/proposals/{proposal.pk}/take/", follow=True)
    assert "已经采纳" in topic.text and topic.request["PATH_INFO"].startswith("/topics/")
    page = browser.get("/desk/proposals/").text
    assert "已采纳" in page and "周书记" in page and "现在没有待处理的建议" in page


def test_dropping_without_words_asks_for_them(browser_of, proposal, town):
    browser = browser_of(town.secretary)
    assert "请写明为什么不采纳" in browser.post(f"/desk/proposals/{proposal.pk}/drop/").content.decode()
    page = browser.post(f"/desk/proposals/{proposal.pk}/drop/", {"answer": "已经修剪"}, follow=True)
    assert "已经修剪" in page.content.decode()


def test_second_who_decides_is_told(browser_of, proposal, town):
    opinions.take_up(proposal, by=town.clerk)
    page = browser_of(town.secretary).post(f"/desk/proposals/{proposal.pk}/drop/", {"answer": "不用"}, follow=True)
    assert "已经有人处理过了" in page.content.decode()


def test_topic_that_was_made_is_where_one_lands(browser_of, proposal, town, monkeypatch):
    monkeypatch.setattr(opinions, "MAKERS", [lambda row: "/matters/"])
    page = browser_of(town.secretary).post(f"/desk/proposals/{proposal.pk}/take/")
    assert (page.status_code, page.headers["Location"]) == (302, "/matters/")


def test_proposals_of_other_grids_are_not_listed(browser_of, proposal, town):
    assert proposal.title not in browser_of(town.south_leader).get("/desk/proposals/").content.decode()


def test_list_costs_the_same_for_one_proposal_and_for_thirty(browser_of, matter, town, cost):
    browser = browser_of(town.secretary)
    kind = Category.objects.get(code="clean.rubbish")

    def one_more():
        opinions.propose(matter(category=kind), by=town.secretary)

    assert cost(lambda: browser.get("/desk/proposals/"), one_more, 30)
    assert Proposal.objects.count() == 30
