import io

import pytest
from django.urls import reverse

from community.models import Dwelling
from tests.community.views.test_people import WHOLE_NUMBER


@pytest.fixture
def shi(client, town):
    client.force_login(town.admin)
    return client


def at(name, *keys):
    return reverse(f"admin:community_{name}", args=keys)


def upload(client, *lines):
    file = io.BytesIO("\n".join(["楼栋编码,单元,室,楼层,建筑面积,用途,面积的来源", *lines]).encode("utf-8-sig"))
    file.name = "dwellings.csv"
    return client.post(at("dwelling_import"), {"import_file": file, "format": "0"})


def confirm(client, preview):
    return client.post(at("dwelling_process_import"), preview.context["confirm_form"].initial)


def test_people_are_masked_and_only_to_look_at(shi, town):
    page = shi.get(at("person_changelist")).text
    assert "王*明" in page
    assert "王小明" not in page
    assert not WHOLE_NUMBER.search(page)
    assert shi.get(at("person_change", town.wang.pk)).status_code == 403
    assert shi.get(at("person_add")).status_code == 403


def test_flats_come_from_a_spreadsheet_after_a_preview(shi, town):
    preview = upload(shi, f"{town.building.code},２,201,2,88.5,出租,房产证", f"{town.building.code},1,101,1,,自住,")
    assert not Dwelling.objects.filter(room="201").exists()
    confirm(shi, preview)
    new = Dwelling.objects.get(room="201")
    assert (new.entrance, str(new.area), new.use) == ("2", "88.50", "let")
    assert Dwelling.objects.filter(building=town.building).count() == 2


def test_a_wrong_row_stops_the_whole_sheet(shi, town):
    page = upload(
        shi, f"{town.building.code},2,201,2,88.5,出租,", "123,2,202,2,,,", f"{town.building.code},2,203,,,鬼屋,"
    )
    assert "没有编码为 123 的楼栋" in page.text
    assert "用途只能写" in page.text
    assert "confirm_form" not in page.context
    assert not Dwelling.objects.filter(room="201").exists()


def test_another_streets_buildings_are_unknown_here(client, town):
    town.admin.postings.update(unit=town.north)
    client.force_login(town.admin)
    assert "不在您的范围里" in upload(client, f"{town.south_building.code},2,201,2,,,").text


def test_own_export_comes_back_unchanged(shi, town):
    exported = shi.post(at("dwelling_export"), {"format": "0", **fields(shi)}).content.decode("utf-8-sig")
    assert f"{town.building.code},1,101" in exported
    preview = upload(shi, *exported.splitlines()[1:])
    assert {row.import_type for row in preview.context["result"].rows} == {"skip"}


def fields(client):
    form = client.get(at("dwelling_export")).context["form"]
    return {name: "on" for name in form.fields if name.startswith("dwellingresource_")} | {"resource": "0"}


def test_flats_are_not_deleted(shi, town):
    assert shi.post(at("dwelling_delete", town.home.pk), {"post": "yes"}).status_code == 403


def test_a_sheet_may_say_where_the_area_comes_from(shi, town):
    lines = ["楼栋编码,单元,室,建筑面积,面积的来源", f"{town.building.code},2,201,88.5,房产证"]
    file = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
    file.name = "dwellings.csv"
    confirm(shi, shi.post(at("dwelling_import"), {"import_file": file, "format": "0"}))
    assert Dwelling.objects.get(room="201").area_source == "房产证"
