from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from community.actions import roster as roster_actions
from community.models import Person, RosterImport
from jobs.work import drain
from tests.community.rosters.made import (
    CHEN,
    LIBREOFFICE,
    ZHAO,
    apply,
    as_file,
    signed_in,
    take_file,
    take_in,
    workbook,
)

NEW = "/desk/imports/new/"


@pytest.fixture
def leader(town):
    return signed_in(town.north_leader)


@pytest.fixture
def clerk(town):
    return signed_in(town.clerk)


def page(roster, name="import") -> str:
    return reverse(f"community:{name}", args=[roster.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_whole_way_by_plain_posts(town, leader):
    answer = leader.post(NEW, {"file": as_file(workbook(CHEN, ZHAO)), "unit": town.north.pk})
    roster = RosterImport.objects.get()
    assert answer.url == page(roster)
    assert "刷新看进度" in text(leader.get(answer.url))
    drain()
    assert "确认导入 2 人" in text(leader.get(answer.url))
    assert leader.post(page(roster, "import_confirm")).url == page(roster)
    drain()
    assert "新增 2 人" in text(leader.get(answer.url))
    assert Person.objects.filter(name="陈一").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "空的"), (b"%PDF-1.7 " + bytes(99), "另存为 .xlsx"), (b"PK\x03\x04" + bytes(99), "打不开")],
)
def test_wrong_files_get_a_sentence_at_the_field(town, leader, content, sentence):
    answer = leader.post(NEW, {"file": as_file(content), "unit": town.north.pk})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]
    assert not RosterImport.objects.exists()


def test_form_without_a_file_asks_for_one(town, leader):
    answer = leader.post(NEW, {"unit": town.north.pk})
    assert answer.context["form"].errors["file"] == ["请选择要导入的花名册文件。"]


def test_other_peoples_units_cannot_be_chosen(town, leader):
    answer = leader.post(NEW, {"file": as_file(workbook(CHEN)), "unit": town.south.pk})
    assert "unit" in answer.context["form"].errors
    assert not RosterImport.objects.exists()


def test_extra_fields_are_not_taken(town, leader):
    leader.post(NEW, {"file": as_file(workbook(CHEN)), "unit": town.north.pk, "state": "applied", "by": town.admin.pk})
    roster = RosterImport.objects.get()
    assert (roster.state, roster.by) == ("reading", town.north_leader)


@pytest.mark.parametrize("name", ["import", "import_problems"])
def test_roster_of_another_grid_is_not_there_to_read(town, name):
    roster = take_in(town.north_leader, town.north, CHEN)
    assert signed_in(town.south_leader).get(page(roster, name)).status_code == 404


@pytest.mark.parametrize("name", ["import_confirm", "import_drop", "import_reopen"])
def test_roster_of_another_grid_is_not_there_to_act_on(town, name):
    roster = take_in(town.north_leader, town.north, CHEN)
    assert signed_in(town.south_leader).post(page(roster, name)).status_code == 404
    roster.refresh_from_db()
    assert roster.state == "preview"


@pytest.mark.parametrize("name", ["import_confirm", "import_drop", "import_reopen"])
def test_acting_needs_a_post(town, leader, name):
    roster = take_in(town.north_leader, town.north, CHEN)
    assert leader.get(page(roster, name)).status_code == 405


def test_grid_workers_are_told_who_imports(town):
    worker = signed_in(town.north_worker)
    roster = take_in(town.north_leader, town.north, CHEN)
    assert worker.get("/desk/imports/").status_code == 403
    assert worker.get(page(roster)).status_code == 404


def test_confirming_twice_says_so_and_writes_once(town, leader):
    roster = take_in(town.north_leader, town.north, CHEN)
    leader.post(page(roster, "import_confirm"))
    answer = leader.post(page(roster, "import_confirm"), follow=True)
    drain()
    assert "已经有人处理了" in text(answer)
    assert Person.objects.filter(name="陈一").count() == 1


def test_good_rows_may_go_in_while_wrong_ones_stay_out(town, clerk):
    roster = take_in(town.clerk, town.community, CHEN, ["钱三", "123", "", "1栋", "", "1", ""])
    shown = text(clerk.get(page(roster)))
    assert "1 行有问题，不会导入" in shown
    assert "下载问题清单" in shown
    assert "确认导入 1 人" in shown
    new = text(clerk.get(page(roster) + "?show=new"))
    assert CHEN[1] not in new
    assert "9999**********" in new
    assert "199****0101" in new


def test_several_numbers_in_one_cell_are_masked_too(town, clerk):
    roster = take_in(town.clerk, town.community, [*CHEN[:2], "19900000101、19900000102", *CHEN[3:]])
    shown = text(clerk.get(page(roster)))
    assert "19900000101" not in shown
    assert "19900000102" not in shown


def test_tabs_count_and_page_their_rows(town, clerk):
    roster = take_file(town.clerk, town.community, LIBREOFFICE.read_bytes())
    answer = clerk.get(page(roster) + "?show=nonsense&page=zz")
    tabs = [(tab["value"], tab["count"], tab["here"]) for tab in answer.context["tabs"]]
    assert tabs == [("new", 40, True), ("not_data", 3, False)]
    assert len(answer.context["rows"]) == 40


def test_script_in_a_cell_stays_text(town, clerk):
    roster = take_in(town.clerk, town.community, ["<script>x</script>", *CHEN[1:]])
    assert "<script>x" not in text(clerk.get(page(roster)))


def test_problem_list_is_a_workbook_and_on_record(town, clerk):
    roster = take_in(town.clerk, town.community, CHEN, ["@SUM", "", "", "9栋", "", "1", ""])
    answer = clerk.get(page(roster, "import_problems"))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet.max_row) == ("'@SUM", "s", 2)
    assert AuditEntry.objects.filter(verb="roster.problems_taken", target=f"roster:{roster.pk}").exists()


def test_refused_file_says_why_on_its_page(town, clerk):
    roster = take_in(town.clerk, town.community, ["苹果", "3"], headings=["品名", "数量"])
    assert "没有找到列名" in text(clerk.get(page(roster)))


def test_failed_job_offers_another_try(town, leader):
    roster = roster_actions.upload(as_file(workbook(CHEN)), unit=town.north, by=town.north_leader)
    type(roster.job).objects.filter(pk=roster.job_id).update(state="failed", ended_at=roster.created_at, reason="断电")
    shown = text(leader.get(page(roster)))
    assert "再试一次" in shown
    leader.post(page(roster, "import_drop"))
    roster.refresh_from_db()
    assert roster.state == "dropped"


def test_template_is_named_after_the_unit_and_falls_back_to_an_own_one(town, leader):
    for asked in ("", f"?unit={town.south.pk}", "?unit=x", "?unit=99999999999999999999"):
        answer = leader.get(f"/desk/imports/template/{asked}")
        assert "%E7%AC%AC1%E7%BD%91%E6%A0%BC" in answer["Content-Disposition"]


def test_list_shows_what_is_mine_to_see_at_constant_cost(town, clerk, queries):
    assert "还没有导入过花名册" in text(clerk.get("/desk/imports/"))
    for number in range(22):
        roster_actions.upload(as_file(workbook([f"陈{number}", *CHEN[1:]])), unit=town.north, by=town.clerk)
    with queries(20):
        answer = clerk.get("/desk/imports/")
    assert answer.context["page"].paginator.count == 22
    assert signed_in(town.south_leader).get("/desk/imports/").context["page"].paginator.count == 0


def test_report_stays_after_the_import(town, clerk):
    roster = apply(take_in(town.clerk, town.community, CHEN), town.clerk)
    shown = text(clerk.get(page(roster)))
    assert "已经写入登记" in shown
    assert reverse("community:people") in shown


FAMILIES = sorted((LIBREOFFICE.parent).glob("family-*"))


@pytest.mark.parametrize("file", FAMILIES, ids=lambda file: file.stem)
def test_every_family_of_files_is_shown_and_adds_up(town, clerk, file):
    """Read from the browser's upload on; what the register holds afterwards is proved beside the actions."""
    answer = clerk.post(NEW, {"file": as_file(file.read_bytes(), file.name), "unit": town.community.pk})
    drain()
    shown = clerk.get(answer.url)
    roster = RosterImport.objects.get()
    assert shown.context["total"] == sum(tab["count"] for tab in shown.context["tabs"])
    assert roster.rows.values("sheet", "number").distinct().count() == shown.context["total"]
    for tab in shown.context["tabs"]:
        assert clerk.get(f"{answer.url}?show={tab['value']}").context["here"] == tab["value"]
    assert clerk.get(page(roster, "import_columns")).status_code == 200


def family(town, letter: str) -> RosterImport:
    file = next(file for file in FAMILIES if file.stem == f"family-{letter}")
    roster = roster_actions.upload(as_file(file.read_bytes(), file.name), unit=town.community, by=town.clerk)
    drain()
    roster.refresh_from_db()
    return roster


def test_blank_homes_are_asked_about_once_and_filled(town, clerk):
    roster = family(town, "c")
    form = clerk.get(page(roster)).context["questions"]
    (question,) = form.asked
    clerk.post(page(roster, "import_questions"), {question: "yes", "remember": "on"})
    drain()
    answer = clerk.get(page(roster))
    assert not answer.context["questions"].asked
    assert answer.context["new_count"] > 290


def test_hidden_and_empty_sheets_are_named_and_the_hidden_one_can_be_read(town, clerk):
    roster = family(town, "e")
    shown = text(clerk.get(page(roster)))
    assert "隐藏的工作表，没有读" in shown
    assert "空的工作表，没有读" in shown
    place = next(place for place, layout in enumerate(roster.layout) if layout["skipped"] == "hidden")
    clerk.post(page(roster, "import_sheet"), {"sheet": place, "include": "1"})
    drain()
    assert RosterImport.objects.get().layout[place]["skipped"] == ""


def test_rows_of_several_people_count_once_and_list_everybody(town, clerk):
    answer = clerk.get(page(family(town, "f")) + "?show=new")
    assert "下面按人列出" in text(answer)
    assert answer.context["people"] > answer.context["tabs"][1]["count"]


def test_wizard_from_unknown_words_to_undo(town, clerk):
    """Question, answer, second reading, confirm, and the whole of it taken back."""
    row = [*CHEN[:3], "红砖楼", *CHEN[4:]]
    roster = take_in(town.clerk, town.community, row, ZHAO)
    (question,) = clerk.get(page(roster)).context["questions"].asked
    clerk.post(page(roster, "import_questions"), {question: town.building.pk, "remember": "on"})
    drain()
    assert "确认导入 2 人" in text(clerk.get(page(roster)))
    clerk.post(page(roster, "import_confirm"))
    drain()
    assert "新增 2 人" in text(clerk.get(page(roster)))
    clerk.post(page(roster, "import_undo"), {"reason": "传错了文件"})
    drain()
    assert "这次导入已经撤销" in text(clerk.get(page(roster)))
    assert not Person.objects.filter(name="陈一").exists()
    assert "“红砖楼”" in text(clerk.get("/desk/imports/words/"))
