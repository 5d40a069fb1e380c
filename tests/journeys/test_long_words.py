"""Names without a place to break, as Uygur and foreign residents have them: no page of the register sticks out."""

import pytest
from django.urls import reverse

from community import actions as register
from community.models import Person, Report
from grids.models import Unit
from tests.community.reports.made import report
from tests.journeys.test_main_job import sign_in_with_code

LONG = "Abdurrahmanabdulkhaliqwolfeschlegelsteinhausenbergerdorff"


@pytest.fixture
def town(transactional_db, town):
    Person.objects.filter(pk__in=[town.wang.pk, town.li.pk]).update(name=LONG)
    Unit.objects.filter(pk=town.building.pk).update(name=f"{LONG[:40]}栋")
    register.add_vehicle(town.home, plate="湘D12345", kind="car", note=LONG, by=None)
    register.add_pet(town.home, kind="dog", name=LONG[:40], by=None)
    town.report = report(town, name=LONG)
    report(town, name=f"{LONG}2")
    Report.objects.update(asked_by=LONG, basis=f"https://example.org/{LONG}")
    return town


@pytest.fixture(params=[False, True], ids=["standard", "elder"])
def clerk(request, walks, town, passwords):
    walk = walks(360)
    if request.param:
        walk.elder()
        walk.name += "-elder"
    sign_in_with_code(walk, town.clerk, passwords)
    return walk


def test_a_long_word_breaks_before_the_screen_ends(town, clerk):
    places = {
        "person": town.wang, "person_data": town.wang, "person_seen": town.wang, "dwelling": town.home,
        "household": town.home.households.get(), "building": town.building, "report": town.report,
        "report_columns": town.report,
    }  # fmt: skip
    addresses = [reverse(f"community:{name}", args=[row.pk]) for name, row in places.items()]
    addresses += [reverse(f"community:{name}") for name in ("people", "reports", "coverage", "update_stale")]
    for address in addresses:
        clerk.go(address)
        clerk.look()
