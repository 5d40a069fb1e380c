"""Answers that meet at the same moment, as real parallel transactions."""

from collections import Counter

import pytest

from deliberation.actions import surveying
from deliberation.models import SurveyAnswer, SurveyAsked
from tests.deliberation import surveys
from tests.issues.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_posts_of_one_household_leave_one_answer(town):
    survey = surveys.issued(town.north, town.north_leader)
    place = surveys.place(survey)

    def give():
        asked = SurveyAsked.objects.select_related("survey").get(pk=place.pk)
        return "kept" if surveying.answer(asked, surveys.said(), revision=survey.revision) else ""

    assert Counter(together(*[give] * 50)) == {"kept": 1, "twice": 49}
    assert SurveyAnswer.objects.count() == 1
    survey.refresh_from_db()
    assert survey.taken == 1


def test_a_question_and_the_first_answer_do_not_pass_each_other(town):
    survey = surveys.issued(town.north, town.north_leader)
    place = surveys.place(survey)

    def give():
        return "kept" if surveying.answer(place, surveys.said(), revision=survey.revision) else ""

    def ask():
        question = {"number": 5, "kind": "scale", "text": "灯够不够亮"}
        return "asked" if surveying.add_question(survey, by=town.clerk, **question) else ""

    assert sorted(together(give, ask)) in (["frozen", "kept"], ["asked", "changed"])
