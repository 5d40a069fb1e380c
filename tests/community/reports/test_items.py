from datetime import date

import pytest
from django.utils import timezone

from community import actions
from community.imports.columns import BY_KEY
from community.models import Person, ServiceNeed
from community.reports.items import BY_ITEM, ITEMS, cover_text, heading_of, item_for, text_of
from community.reports.people import People


def row_of(town, person, **options):
    return People(town.north, by=town.clerk, on=date(2026, 3, 6), **options).rows([person.pk])[0]


def test_headings_are_the_importers_where_it_reads_the_same():
    shared = [item for item in ITEMS if item.key in BY_KEY]
    assert len(shared) > 25
    assert all(heading_of(item) == BY_KEY[item.key].heading for item in shared)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("name", "王小明"), ("id_number", "9999**********0012"), ("phone", "199****0012"), ("building", "1栋"),
        ("entrance", "1"), ("room", "101"), ("address", "柳荫小区1栋1单元101"), ("grid", "第1网格"), ("community", "青石社区"),
        ("full_home", "青石街道青石社区柳荫小区1栋1单元101"), ("age", "35"), ("born", "1990-03-07"), ("sex", "男"),
        ("doc_type", "居民身份证"), ("left_on", ""), ("head_name", "王小明"),
    ],
)  # fmt: skip
def test_what_stands_in_a_masked_cell(town, key, text):
    assert text_of(BY_ITEM[key], row_of(town, town.wang), full=False) == text


def test_a_number_in_the_label_of_a_telephone_is_covered_too(town):
    actions.change_person(town.wang, phones=[("19900000012", "妈妈19900000099")], by=town.clerk)
    shown = text_of(BY_ITEM["phone"], row_of(town, town.wang), full=False)
    assert shown.startswith("199****0012（妈妈199")
    assert "19900000099" not in shown


def test_full_numbers_only_when_asked_for(town):
    row = row_of(town, town.wang)
    assert text_of(BY_ITEM["id_number"], row, full=True) == "999999199003070012"
    assert text_of(BY_ITEM["phone"], row, full=True) == "19900000012"


def test_codes_may_be_written_as_codes(town):
    assert text_of(BY_ITEM["sex"], row_of(town, town.wang), full=False, as_code=True) == "1"


def test_a_note_with_a_number_is_left_out_of_a_masked_list(town):
    Person.objects.filter(pk=town.li.pk).update(note="女儿电话 13812345678")
    row = row_of(town, town.li)
    assert text_of(BY_ITEM["note"], row, full=False) == ""
    assert text_of(BY_ITEM["note"], row, full=True) == "女儿电话 13812345678"


def test_typed_account_numbers_are_cut():
    assert "6222" in cover_text("6222021234567890123")
    assert "234567890" not in cover_text("卡 6222 0212 3456 7890 123")


def test_a_list_about_a_group_shows_the_grade_of_that_group(town):
    due = timezone.localdate()
    for group, grade in (("disabled", "二级"), ("low_income", "A类")):
        ServiceNeed.objects.create(
            person=town.li, group=group, grade=grade, basis="证", since=date(2026, 1, 1), review_on=due
        )
    assert text_of(BY_ITEM["group_grade"], row_of(town, town.li), full=False) == "二级、A类"
    assert text_of(BY_ITEM["group_grade"], row_of(town, town.li, focus="disabled"), full=False) == "二级"


def test_a_home_outside_the_unit_is_not_told(town):
    row = row_of(town, town.zeng)
    assert text_of(BY_ITEM["address"], row, full=True) == ""


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("姓 名", "name"), ("公民身份号码（必填）", "id_number"), ("家庭住址", "address"), ("户籍地址/详址", "hukou"), ("户籍地址/省", ""), ("配偶/姓名", ""), ("基本情况/姓名", "name"), ("户主/姓名", "head_name"), ("监护人/电话", "guardian_phone"),
        ("实足年龄", "age"), ("残疾等级", "group_grade"), ("所属社区", "community"), ("监护人联系电话", "guardian_phone"),
        ("银行卡号", ""), ("是否参加体检", ""),
    ],
)  # fmt: skip
def test_superiors_words_are_understood(heading, key):
    assert item_for(heading) == key


def test_five_hundred_rows_cost_as_many_queries_as_one(town, queries):
    for number in range(30):
        actions.add_person(f"住户{number}", dwelling=town.home, phones=(f"199{number:08}",), by=None)
    keys = list(Person.objects.within([town.building]).values_list("pk", flat=True))
    people = People(town.north, by=town.clerk, on=date(2026, 3, 6))
    with queries(10):
        assert len(people.rows(keys)) == 32
