"""Several counts in one question."""

import pytest

from grids.models import Unit
from issues.models import Issue
from issues.models.counting import counts_up_to

pytestmark = pytest.mark.django_db


def test_each_is_counted_no_further_than_one_beyond_the_most(matter, django_assert_num_queries):
    for _again in range(4):
        matter()
    found = {
        "all": Issue.objects.all(),
        "like": Issue.objects.filter(text__contains="灯不亮"),
        "percent": Issue.objects.filter(text__contains="100%"),
        "nobody's": Issue.objects.filter(unit__in=Unit.objects.none()),
    }
    with django_assert_num_queries(1):
        assert counts_up_to(2, found) == {"all": 3, "like": 3, "percent": 0, "nobody's": 0}
    assert counts_up_to(9, found)["all"] == 4


def test_of_lists_that_hold_nothing_for_certain_nobody_asks(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts_up_to(2, {"none": Issue.objects.none()}) == {"none": 0}
