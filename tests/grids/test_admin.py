import pytest

from accounts.models import AuditEntry
from grids import actions
from grids.models import ExternalCode, Posting, Unit


@pytest.fixture
def admin(client, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(town.admin)
    return client


@pytest.mark.parametrize("page", ["unit/", "posting/", "externalcode/"])
def test_lists_open(admin, town, page):
    actions.add_external_code(town.north, "公安", "A-17", by=None)
    assert admin.get(f"/admin/grids/{page}").status_code == 200


@pytest.mark.parametrize("page", ["unit", "posting"])
def test_the_stock_admin_writes_neither_tree_nor_posts(admin, town, page):
    row = town.north if page == "unit" else town.building_head
    assert admin.get(f"/admin/grids/{page}/add/").status_code == 403
    assert admin.get(f"/admin/grids/{page}/{row.pk}/change/").status_code == 200
    assert admin.post(f"/admin/grids/{page}/{row.pk}/change/", {"name": "x"}).status_code == 403
    assert admin.post(f"/admin/grids/{page}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Unit.objects.filter(name="x").count() == 0


def test_posts_are_exported_and_the_export_is_recorded(admin, town):
    sent = {"format": "0", "resource": "0"} | {
        f"postingresource_{name}": "on"
        for name in ("unit_code", "unit_name", "role", "name", "since", "until", "public_phone")
    }
    text = admin.post("/admin/grids/posting/export/", sent).content.decode("utf-8-sig")
    assert "周师傅" in text
    assert "楼栋长" in text
    assert AuditEntry.objects.get(verb="grids.postings_exported").detail == {"rows": Posting.objects.count()}


def test_external_codes_are_imported_by_unit_code(town):
    from tablib import Dataset

    from grids.admin import ExternalCodeResource

    rows = Dataset((town.north.code, "公安", "A-17"), headers=("单元编码", "系统", "编码"))
    result = ExternalCodeResource().import_data(rows, raise_errors=True)
    assert result.totals["new"] == 1
    assert ExternalCode.objects.get(code="A-17").unit == town.north
