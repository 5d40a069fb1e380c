from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions
from community.models import Organisation

CODE = "92999999MA12345678"


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def shop(town, **facts):
    return actions.add_organisation(town.building, by=town.clerk, **{"kind": "shop", "name": "便利店"} | facts)


def test_a_shop_is_registered_with_its_code_made_uniform(town):
    row = shop(town, credit_code="92999999ma1234567 8", phone="0734-1234567", dwelling=town.home)
    assert (row.credit_code, row.phone, row.dwelling) == (CODE, "07341234567", town.home)


def test_one_code_stands_once_in_a_building_while_it_lasts(town):
    first = shop(town, credit_code=CODE)
    refused("known_code", lambda: shop(town, credit_code=CODE))
    actions.end_organisation(first, by=town.clerk)
    shop(town, credit_code=CODE)
    assert Organisation.objects.current().count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"credit_code": "92999999MA12345677"}, "check_sign"), ({"phone": "12"}, "phone")],
)
def test_wrong_facts_of_a_shop_are_refused(town, facts, code):
    refused(code, lambda: shop(town, **facts))
    assert not Organisation.objects.exists()


def test_a_shop_stands_in_its_own_building(town):
    refused("no_dwelling", lambda: shop(town, dwelling=town.south_home))
    refused("not_a_building", lambda: actions.add_organisation(town.north, kind="shop", name="店", by=town.clerk))


def test_nobody_checks_the_fire_safety_of_tomorrow(town):
    refused("future", lambda: shop(town, fire_checked_on=timezone.localdate() + timedelta(days=1)))


def test_a_change_names_the_fields_and_no_values(town):
    row = shop(town, phone="0734-1234567")
    actions.change_organisation(row, name="青石便利店", operator="赵有田", by=town.clerk)
    row.refresh_from_db()
    assert (row.name, row.phone) == ("青石便利店", "07341234567")
    assert AuditEntry.objects.get(verb="organisation.changed").detail == {"fields": ["name", "operator"]}
    actions.end_organisation(row, by=town.clerk)
    refused("moved_on", lambda: actions.change_organisation(row, name="某", by=town.clerk))
