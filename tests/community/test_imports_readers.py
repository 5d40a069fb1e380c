import pytest

from community.imports.shapes import NOTICE, REVIEW
from tests.community.checked_rows import WOMAN, checked, told


def test_ticks_and_grades():
    assert checked(tick_low_income="√", tick_disabled="二级", tick_living_alone="×").values["needs"] == [
        ["low_income", ""],
        ["disabled", "二级"],
    ]


def test_a_strange_tick_waits():
    facts = checked(tick_disabled="○")
    assert told(facts) == [("tick:disabled", "tick", REVIEW)]
    assert facts.problems[0].heading == "残疾人"


def test_groups_in_one_cell_with_a_grade_beside_them():
    facts = checked(group="残疾、低保", group_grade="肢体二级")
    assert facts.values["needs"] == [["disabled", "肢体二级"], ["low_income", ""]]
    assert checked(group="低保", group_grade="A类").values["needs"] == [["low_income", "A类"]]


def test_what_no_committee_may_list_is_left_out():
    facts = checked(group="吸毒", extra={"宗教信仰": "佛教", "是否信访户": "是"})
    assert [code for _key, code, _level in told(facts)] == ["not_kept"] * 3
    assert not {"needs", "note"} & facts.values.keys()


def test_groups_hidden_in_a_note_are_proposed():
    facts = checked(note="独居，有高血压")
    assert told(facts) == [("note", "in_note", REVIEW)]
    assert facts.values["needs"] == [["living_alone", ""]]
    assert told(checked(note="独居，有高血压", tick_living_alone="√")) == []


@pytest.mark.parametrize(
    ("note", "key"),
    [("2023年去世", "died"), ("已故", "died"), ("低保，已搬走", "left"), ("老伴去世", ""), ("父亲2020年去世", "")],
)
def test_what_a_note_says_of_its_person(note, key):
    facts = checked(note=note)
    assert (f"{key}_in_note" in [code for _key, code, _level in told(facts)]) == bool(key)
    assert bool({"died", "left"} & facts.values.keys()) == bool(key)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({"died": "是"}, {"died": True}),
        ({"died": "2024-05-06"}, {"died": True, "died_on": "2024-05-06"}),
        ({"died_on": "2024.5"}, {"died": True, "died_on": "2024-05-01"}),
        ({"died": "否"}, {}),
        ({"left": "√", "left_on": "2025年1月2日"}, {"left": True, "left_on": "2025-01-02"}),
        ({"left": "已迁出"}, {"left": True}),
        ({"verified_on": "2025-11-02"}, {"verified_on": "2025-11-02"}),
        ({"doc_expires_on": "2015.3.4-2035.3.4"}, {"doc_expires_on": "2035-03-04"}),
        ({"doc_expires_on": "长期"}, {}),
    ],
)
def test_deaths_moves_visits_and_documents(cells, values):
    keys = {"died", "died_on", "left", "left_on", "verified_on", "doc_expires_on"}
    assert {key: value for key, value in checked(**cells).values.items() if key in keys} == values


def test_a_wrong_date_of_a_visit_keeps_nobody_out():
    assert told(checked(verified_on="上周")) == [("verified_on", "date", NOTICE)]


def test_vehicles_pets_and_use():
    facts = checked(plate="湘D·12345、湘DF12345，电动车2辆", pet="泰迪犬", use="出租")
    assert facts.values["vehicles"] == ["湘D12345", "湘DF12345"]
    assert (facts.values["pets"], facts.values["use"]) == (["泰迪犬"], "let")
    assert "电动车2辆" in facts.values["note"]


def test_the_owner_with_number_and_phone():
    facts = checked(owner="何业主", owner_id=WOMAN, owner_phone="19900000109/0734-1234567")
    assert facts.values["owner"] == {"name": "何业主", "doc_number": WOMAN, "phone": "19900000109"}
    assert told(checked(owner="何业主", owner_id="123")) == [("owner_id", "length", NOTICE)]
    assert checked(owner="本人").values["owner"] == {"name": "陈一"}
