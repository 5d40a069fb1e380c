"""A list that was taken out is taken in again: whole, it changes nothing; masked, it harms nothing."""

from datetime import date

import pytest

from community import actions as register
from community.actions import export as exports
from community.actions import roster as rosters
from community.imports.columns import BY_KEY
from community.models import Dwelling, Hukou, Ownership, Person, Phone, Residence, ServiceNeed, Vehicle
from community.reports.items import ITEMS
from jobs.work import drain
from tests.community.rosters.made import as_file

COLUMNS = [item.key for item in ITEMS if item.key in BY_KEY]
REGISTER = (Person, Phone, Residence, Hukou, Dwelling, ServiceNeed, Ownership, Vehicle)
VERIFIED = date(2026, 1, 2)


@pytest.fixture
def full_town(town):
    """Everything the register can say stands in it once."""
    facts = {"ethnicity": "01", "politics": "01", "marriage": "20", "education": "20", "workplace": "青石小学"}
    known = Person.objects.filter(pk=town.wang.pk)
    known.update(**facts, note="每周三在家", verified_on=VERIFIED, former_name="王二", sex="1")
    Hukou.objects.create(person=town.wang, address="青石街道柳荫小区1栋1单元101室", number="H001", unit=town.building)
    Residence.objects.filter(person=town.wang).update(kind="registered")
    for group, grade in (("disabled", "二级"), ("low_income", "")):
        ServiceNeed.objects.create(person=town.li, group=group, grade=grade, basis="证", review_on=date(2027, 1, 1))
    register.add_person(
        "陈小婴", dwelling=town.home, relation="20", born=date(2024, 1, 1), born_precision="month", note="-", by=None
    )
    phones = ("07341234567", ("19900000777", "女儿"))
    register.add_person("欧阳·买买提", dwelling=town.south_home, phones=phones, by=None)
    Dwelling.objects.filter(pk=town.home.pk).update(area="85.50", use="owner", floor=1)
    return town


def taken_out(town, *, unmasked: bool, kind: str) -> bytes:
    export = exports.ask_for_list(
        town.community, whom={}, columns=COLUMNS, purpose="往返核对", unmasked=unmasked, kind=kind, by=town.clerk
    )
    if unmasked:
        exports.confirm(export, by=town.clerk)
    drain()
    export.refresh_from_db()
    return export.file.read()


def taken_in(town, content: bytes, kind: str):
    roster = rosters.upload(as_file(content, f"名单.{kind}"), unit=town.community, by=town.clerk)
    drain()
    roster.refresh_from_db()
    return roster


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in REGISTER]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("unmasked", [True, False])
def test_a_list_taken_in_again_changes_nothing(full_town, kind, unmasked):
    roster = taken_in(full_town, taken_out(full_town, unmasked=unmasked, kind=kind), kind)
    assert (roster.state, roster.questions) == ("preview", [])
    assert {name: count for name, count in roster.counts.items() if name != "not_data"} == {"unchanged": 5}


def test_a_masked_list_of_an_empty_register_brings_no_number_in(full_town):
    content = taken_out(full_town, unmasked=False, kind="xlsx")
    Phone.objects.all().delete()
    before = everything()
    roster = taken_in(full_town, content, "xlsx")
    assert roster.counts.get("changed", 0) == roster.counts.get("new", 0) == 0
    assert everything() == before
