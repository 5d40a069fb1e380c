import pytest
from django.urls import reverse

from issues import actions
from issues.actions import departments
from issues.models import Issue
from tests.issues.departments import add_departments

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at(matter, town):
    """The grid worker and the police office each had a look."""
    add_departments(town)
    issue = matter(name="王小明")
    Issue.objects.update(shares_contact=True)
    issue.refresh_from_db()
    actions.reveal_contact(issue, reason="约时间上门", by=town.north_worker)
    departments.reveal_shared(issue, reason="核实情况", by=town.at_police)
    return issue


def test_overseers_read_who_looked_when_and_why(browser_of, looked_at, town):
    page = browser_of(town.north_leader).get(f"/desk/issues/{looked_at.pk}/seen/")
    assert [(row["who"], row["why"]) for row in page.context["rows"]] == [
        ("青石派出所小陈（青石派出所）", "核实情况"),
        ("林小满（第1网格 网格员）", "约时间上门"),
    ]
    assert "19900000012" not in page.text


def test_the_log_is_for_overseers_of_the_place(browser_of, looked_at, town):
    page = f"/desk/issues/{looked_at.pk}/seen/"
    assert browser_of(town.north_worker).get(page).status_code == 403
    assert browser_of(town.south_leader).get(page).status_code == 404
    assert page in browser_of(town.north_leader).get(f"/desk/issues/{looked_at.pk}/").text
    assert page not in browser_of(town.north_worker).get(f"/desk/issues/{looked_at.pk}/").text


def test_the_reporter_reads_roles_times_and_reasons_without_names(client, looked_at, town):
    receipt = client.get(reverse("issues:receipt", args=[looked_at.token])).text
    assert "谁看过我的联系方式" in receipt
    assert "第1网格 网格员" in receipt
    assert "约时间上门" in receipt
    assert town.at_police.name not in receipt
    assert "林小满" not in receipt.partition('id="seen"')[2].partition("</details>")[0]


def test_where_nobody_looked_the_receipt_is_silent(client, matter):
    assert "谁看过我的联系方式" not in client.get(reverse("issues:receipt", args=[matter().token])).text


def test_a_look_at_another_matter_is_not_this_ones(client, looked_at, matter):
    """12 is not 1: the target is compared whole."""
    other = matter()
    assert "约时间上门" not in client.get(reverse("issues:receipt", args=[other.token])).text
