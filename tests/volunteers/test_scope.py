"""The one place for one's own: each page that says something to the reader, and no other."""

from tests.volunteers.neighbours import volunteer
from volunteers.actions import reporting


def test_a_helper_finds_their_helps_and_a_stranger_none(town, browser_of):
    helper = volunteer(town, "陈师傅")
    page = browser_of(helper.person.user).get("/my/").text
    assert "/my/helps/" in page and "/my/wishes/" in page and "/my/duties/" not in page
    assert "/my/helps/" not in browser_of(town.stranger).get("/my/").text


def test_a_contact_finds_their_organisation(town, browser_of):
    partner = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    reporting.add_contact(partner, town.stranger, by=town.clerk)
    assert "/partner/" in browser_of(town.stranger).get("/my/").text
