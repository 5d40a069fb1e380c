"""What the import has learnt: seen, added to and forgotten by those who keep the data."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from community.models import RosterHeadings, RosterPlace, RosterSynonym, RosterWord
from tests.community.rosters.made import signed_in

WORDS, FORGET = reverse("community:import_words"), reverse("community:import_word_forget")


@pytest.fixture
def clerk(town):
    return signed_in(town.clerk)


def test_a_heading_is_taught_and_the_last_meaning_counts(clerk):
    for key in ("phone", "note"):
        assert clerk.post(WORDS, {"heading-word": "住户 电话", "heading-key": key}).status_code == 302
    assert list(RosterSynonym.objects.values_list("word", "key")) == [("住户 电话", "note")]
    assert "“住户 电话”" in clerk.get(WORDS).content.decode()


def test_a_word_is_taught_in_its_table(clerk):
    clerk.post(WORDS, {"word-word": "大本", "word-code": "education:20"})
    assert list(RosterWord.objects.values_list("table", "word", "code")) == [("education", "大本", "20")]


def test_a_building_goes_by_another_name_in_its_community(town, clerk):
    clerk.post(WORDS, {"place-word": "老三楼", "place-building": town.building.pk})
    assert list(RosterPlace.objects.values_list("unit", "word", "building")) == [
        (town.community.pk, "老三楼", town.building.pk)
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {"heading-word": "", "heading-key": "phone"},
        {"heading-word": "电话号", "heading-key": "no such"},
        {"heading-word": "：", "heading-key": "phone"},
        {"word-word": "大本", "word-code": "education"},
        {"word-word": "长" * 41, "word-code": "education:20"},
        {"place-word": "老三楼", "place-building": "999999"},
    ],
)
def test_half_a_lesson_is_none(clerk, sent):
    assert clerk.post(WORDS, sent).status_code == 422
    assert not (RosterSynonym.objects.exists() or RosterWord.objects.exists() or RosterPlace.objects.exists())


def test_everything_learnt_can_be_forgotten_even_twice(town, clerk):
    rows = {
        "heading": RosterSynonym.objects.create(word="住户电话", key="phone"),
        "word": RosterWord.objects.create(table="education", word="大本", code="20"),
        "place": RosterPlace.objects.create(unit=town.community, word="老三楼", building=town.building),
        "set": RosterHeadings.objects.create(signature="a", headings=["姓名"]),
    }
    for kind, row in [*rows.items(), *rows.items()]:
        assert clerk.post(FORGET, {"kind": kind, "number": row.pk}).url == WORDS
    assert not any(type(row).objects.exists() for row in rows.values())
    assert AuditEntry.objects.filter(verb="roster.word_forgotten").count() == 4


@pytest.mark.parametrize("sent", [{}, {"kind": "user", "number": "1"}, {"kind": "word", "number": "x"}])
def test_nothing_else_can_be_deleted(clerk, sent):
    assert clerk.post(FORGET, sent).status_code == 404


def test_grid_leaders_are_told_who_keeps_the_words(town):
    answer = signed_in(town.north_leader).get(WORDS)
    assert answer.status_code == 403
    assert "社区工作者" in answer.content.decode()


def test_words_cost_the_same_however_many(clerk, queries):
    for number in range(30):
        RosterWord.objects.create(table="education", word=f"词{number}", code="20")
    with queries(21):
        clerk.get(WORDS)
