"""The pages of the work orders, as a community worker uses them."""

import pytest
from django.urls import reverse

from accounts.models import User
from grids import actions as grids
from issues.models import Batch, Issue, Order
from jobs.work import drain
from tests.issues.imports.made import COVER, LAMP, csv_file, order, xlsx_file

ORDERS = reverse("issues:orders")


@pytest.fixture
def clerk(browser_of, town):
    return browser_of(town.clerk)


@pytest.fixture
def upload(clerk, town):
    def send(file, **more):
        return clerk.post(ORDERS, {"file": file, "system": "12345", "unit": town.community.pk} | more, follow=True)

    return send


def page_of(name: str) -> str:
    return reverse(f"issues:{name}", args=[Batch.objects.get().pk])


def test_the_whole_way_of_a_file(clerk, upload, queries):
    assert "正在读" in upload(xlsx_file(LAMP, COVER, order(""))).text
    drain()
    page = clerk.get(page_of("order_batch")).text
    assert "读到 3 行" in page
    assert "没有工单编号" in page
    assert "转入这 2 件" in page
    clerk.post(page_of("order_bring"))
    drain()
    page = clerk.get(page_of("order_batch")).text
    assert "已转入" in page
    assert all(number in page for number in Issue.objects.values_list("number", flat=True))
    with queries(30):
        clerk.get(ORDERS)


def test_another_system_gives_its_name(upload):
    page = upload(csv_file(LAMP), system="other")
    assert page.status_code == 422
    assert "请写明是哪个系统" in page.text
    upload(csv_file(LAMP), system="other", other=" 区网格中心 ")
    assert Batch.objects.get().system == "区网格中心"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (csv_file(name="空.csv", headings=None), "这个文件是空的"),
        (csv_file(["%PDF-1.7 \x00"], headings=None, name="x.pdf"), "不是能导入的表格"),
    ],
    ids=["empty", "not a table"],
)
def test_what_is_no_table_is_refused_on_the_form(upload, file, sentence):
    page = upload(file)
    assert page.status_code == 422
    assert sentence in page.text
    assert not Batch.objects.exists()


def test_a_form_without_a_file_says_so(upload):
    page = upload("")
    assert page.status_code == 422
    assert "请选择热线系统导出的工单文件" in page.text


def test_columns_are_shown_and_may_be_chosen_anew(clerk, upload):
    upload(csv_file(["A1", "灯不亮"], headings=["单据", "说了什么"]))
    drain()
    page = clerk.get(page_of("order_batch"))
    assert "没有找到工单编号这一列" in page.text
    assert "说了什么" in page.text
    refused = clerk.post(page_of("order_columns"), {"c0": "", "c1": "text"})
    assert refused.status_code == 422
    assert "请指出哪一列是工单编号" in refused.text
    clerk.post(page_of("order_columns"), {"c0": "number", "c1": "text"})
    drain()
    assert "转入这 1 件" in clerk.get(page_of("order_batch")).text


def test_the_matter_names_the_order_it_came_from(clerk, upload):
    upload(csv_file(LAMP))
    drain()
    clerk.post(page_of("order_bring"))
    drain()
    page = clerk.get(reverse("issues:issue", args=[Issue.objects.get().pk])).text
    assert "12345 20261122000001" in page
    assert "12345 热线" in page


def test_a_file_may_be_thrown_away(clerk, upload):
    upload(csv_file(LAMP))
    drain()
    assert "文件已删除" in clerk.post(page_of("order_drop"), follow=True).text
    assert not Batch.objects.exists()


def test_results_are_exported_as_a_file_and_then_nothing_is_new(clerk, upload):
    upload(csv_file(LAMP))
    drain()
    clerk.post(page_of("order_bring"))
    drain()
    export = reverse("issues:order_export")
    assert "1 件有变化还没导出" in clerk.get(ORDERS).text
    file = clerk.post(export, {"system": "12345", "which": "changed", "kind": "csv"})
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Content-Disposition"].startswith("attachment")
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert "20261122000001" in file.text
    assert "没有新的变化" in clerk.get(ORDERS).text
    again = clerk.post(export, {"system": "12345", "which": "changed", "kind": "csv"})
    assert again.status_code == 422
    assert "没有要导出的结果" in again.text
    assert clerk.post(export, {"system": "nowhere", "which": "all", "kind": "csv"}).status_code == 422


def test_the_file_of_another_community_does_not_exist(browser_of, upload, town):
    upload(csv_file(LAMP))
    drain()
    foreign = User.objects.create_user("waishe", name="外社工")
    other = grids.add_unit("community", "白石社区", "999999001002", parent=town.street, by=None)
    grids.post("worker", other, user=foreign, by=None)
    browser = browser_of(foreign)
    assert browser.get(page_of("order_batch")).status_code == 404
    for deed in ("order_bring", "order_drop", "order_resume", "order_columns"):
        assert browser.post(page_of(deed)).status_code == 404
    assert "工单.csv" not in browser.get(ORDERS).text
    assert not Order.objects.exists()
