"""What is held about one person, in words that say one thing once."""

from datetime import date

import pytest

from community import actions
from community.views.held import sections


def told(person, title: str) -> dict[str, str]:
    return dict(next(part["rows"][0] for part in sections(person, full=False) if part["title"] == title))


@pytest.mark.parametrize(("precision", "shown"), [("year", "1950"), ("month", "1950-03"), ("day", "1950-03-04")])
def test_a_birth_is_told_as_far_as_it_is_known(town, precision, shown):
    actions.change_person(town.li, born=date(1950, 3, 4), born_precision=precision, by=None)
    facts = told(town.li, "基本情况")
    assert facts["出生日期"] == shown
    assert "出生日期精确到" not in facts


@pytest.mark.parametrize(("share", "shown"), [((1, 2), "1/2"), ((1, 1), "全部")])
def test_a_share_is_told_in_one_piece(town, share, shown):
    town.li.ownerships.create(dwelling=town.home, name=town.li.name, share_top=share[0], share_bottom=share[1])
    assert told(town.li, "产权")["份额"] == shown
