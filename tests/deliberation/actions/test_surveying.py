"""Questionnaires: who is asked, what is kept of an answer, and what is shown of all of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

import community.actions
from accounts.models import Message
from community.actions import merge, retention
from community.actions.merge import differences
from community.models import Person
from deliberation.actions import surveying
from deliberation.models import Survey, SurveyAnswer, SurveyAsked
from deliberation.reports import survey as reports
from tests.deliberation import surveys


def test_every_household_of_the_unit_is_asked_once_and_gets_a_code_of_its_own(town):
    surveys.homes(town, 3)
    survey = surveys.issued(town.north, town.north_leader)
    assert (survey.issued_to, survey.asked.count()) == (4, 4)
    assert len({row.code for row in survey.asked.all()}) == 4
    with pytest.raises(ValidationError, match="已经发出"):
        surveying.issue(survey, by=town.north_leader)


def test_persons_are_asked_from_sixteen_years_on(town):
    child = community.actions.add_person("王小小", dwelling=town.home, relation="20", by=None)
    young = timezone.localdate() - timedelta(days=15 * 365)
    Person.objects.filter(pk=child.pk).update(born=young, born_precision="day")
    survey = surveys.issued(town.north, town.north_leader, per="person")
    assert set(survey.asked.values_list("person", flat=True)) == {town.wang.pk, town.li.pk}


def test_one_answer_a_household_and_the_first_one_stays(town):
    survey = surveys.issued(town.north, town.north_leader)
    surveys.give(survey, 0, surveys.said(5))
    with pytest.raises(ValidationError, match="一份只能填一次"):
        surveys.give(survey, 0, surveys.said(1))
    assert SurveyAnswer.objects.get().said["1"] == 5


def test_nobody_answers_before_it_opens_or_after_the_closing_second(town):
    early = surveys.issued(town.north, town.north_leader, opens_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(ValidationError, match="还没有开始"):
        surveys.give(early, 0, surveys.said())
    late = surveys.close(surveys.issued(town.north, town.north_leader))
    with pytest.raises(ValidationError, match="已经截止"):
        surveys.give(late, 0, surveys.said(), typed_by=town.admin)
    assert not SurveyAnswer.objects.exists()
    assert not SurveyAsked.objects.filter(answered=True).exists()


def test_questions_freeze_with_the_first_answer(town):
    survey = surveys.issued(town.north, town.north_leader)
    surveying.add_question(survey, number=5, kind="text", text="还有呢", required=False, by=town.clerk)
    old = Survey.objects.get(pk=survey.pk)
    surveys.give(old, 0, surveys.said())
    with pytest.raises(ValidationError, match="不能再改"):
        surveying.add_question(survey, number=6, kind="text", text="再加一题", by=town.clerk)
    with pytest.raises(ValidationError, match="不能再改"):
        surveying.drop_question(survey.questions.first(), by=town.clerk)


def test_who_filled_in_the_old_questions_is_asked_to_look_again(town):
    survey = surveys.issued(town.north, town.north_leader)
    seen = survey.revision
    surveying.add_question(survey, number=5, kind="scale", text="灯够不够亮", by=town.clerk)
    with pytest.raises(ValidationError, match="题目刚刚改过"):
        surveying.answer(surveys.place(survey), surveys.said(), revision=seen)
    assert not surveys.place(survey).answered


def test_of_an_anonymous_survey_nothing_ties_the_answer_to_the_place(town):
    surveys.homes(town, 6)
    survey = surveys.issued(town.north, town.north_leader)
    for number in (4, 1, 5):
        surveys.give(survey, number, surveys.said(), typed_by=town.clerk)
    rows = list(SurveyAnswer.objects.all())
    assert [(row.asked, row.typed_by, row.on_paper) for row in rows] == [(None, None, True)] * 3
    shared = {field.name for field in SurveyAsked._meta.fields} & {field.name for field in SurveyAnswer._meta.fields}
    assert shared - {"id", "survey"} == set()
    assert not [row for row in rows if str(row.pk).isdigit()]
    times = [
        field for model in (SurveyAsked, SurveyAnswer) for field in model._meta.fields if field.name.endswith("_at")
    ]
    assert times == []


def test_a_named_survey_knows_whose_answer_it_is_and_who_typed_it(town):
    survey = surveys.issued(town.north, town.north_leader, anonymous=False)
    row = surveys.give(survey, 0, surveys.said(), typed_by=town.clerk)
    assert (row.asked, row.typed_by) == (surveys.place(survey), town.clerk)


def test_only_what_is_offered_is_kept_and_words_lose_names_and_numbers(town):
    survey = surveys.issued(town.north, town.north_leader)
    with pytest.raises(ValidationError, match="必答的题没有填"):
        surveys.give(survey, 0, {"1": 9, "2": "树荫下"})
    words = {"3": ["加灯", "加金子"], "4": "3栋501的张建国半夜唱歌，电话19900000012", "99": "别的"}
    row = surveys.give(survey, 0, surveys.said(4) | words)
    assert row.said["3"] == ["加灯"] and "99" not in row.said
    assert "张建国" not in row.said["4"] and "19900000012" not in row.said["4"] and "501" not in row.said["4"]


def test_no_result_before_the_end_or_from_fewer_than_five(town):
    surveys.homes(town, 6)
    survey = surveys.issued(town.north, town.north_leader)
    for number in range(4):
        surveys.give(survey, number, surveys.said(5 - number % 2))
    assert reports.results(survey) == []
    assert reports.results(surveys.close(survey)) == []
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() + timedelta(days=1))
    survey.refresh_from_db()
    surveys.give(survey, 4, surveys.said(1) | {"4": "谢谢"})
    assert reports.results(survey) == []
    first, _second, third, words = reports.results(surveys.close(survey))
    assert first["marks"] == {"average": "3.80", "count": 5, "happy": 4, "percent": 80}
    assert third["few"] and "lines" not in third
    assert words["few"] and "words" not in words
    assert reports.turnout(survey) == {"asked": 7, "answered": 5, "paper": 0, "percent": 71}


def test_sides_rate_themselves_and_each_other(town):
    surveys.homes(town, 12)
    about = {"kind": "mutual", "about": "居民代表、施工方", "per": "person"}
    survey = surveying.begin(
        town.north,
        key=uuid4(),
        by=town.clerk,
        title="改造项目自评互评",
        anonymous=True,
        opens_at=timezone.now() - timedelta(minutes=1),
        closes_at=timezone.now() + timedelta(days=1),
        **about,
    )
    surveying.add_question(survey, number=1, kind="scale", text="配合得怎么样", by=town.clerk)
    survey.refresh_from_db()
    survey = surveying.issue(survey, by=town.clerk)
    with pytest.raises(ValidationError, match="属于哪一方"):
        surveys.give(survey, 0, {"1": {"居民代表": 5, "施工方": 3}})
    for number in range(9):
        own = "居民代表" if number < 6 else "施工方"
        surveys.give(survey, number, {"1": {"居民代表": 5, "施工方": 2 if number < 6 else 5}}, own=own)
    residents, builders = reports.results(surveys.close(survey))[0]["sides"]
    assert (residents["itself"]["average"], residents["others"]) == ("5.00", None)
    assert (builders["itself"], builders["others"]["average"]) == (None, "2.00")


def test_a_property_company_is_named_and_rated_by_month(town):
    with pytest.raises(ValidationError, match="哪家物业"):
        surveys.begun(town.north, town.clerk, kind="property")
    surveys.homes(town, 5)
    month = timezone.localdate().replace(day=1)
    facts = {"kind": "property", "about": "安居物业", "month": month}
    survey = surveys.issued(town.north, town.clerk, **facts)
    for number, mark in enumerate((5, 4, 4, 3, 5)):
        surveys.give(survey, number, surveys.said(mark))
    assert reports.stars(survey) is None
    assert reports.stars(surveys.close(survey))["average"] == "4.20"


def test_whoever_has_not_answered_is_reminded_once(town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    survey = surveys.issued(town.north, town.north_leader)
    assert surveying.remind(survey, by=town.north_leader) == 1
    with pytest.raises(ValidationError, match="已经提醒过"):
        surveying.remind(survey, by=town.clerk)
    assert Message.objects.filter(recipient=town.stranger, title__contains="还没有填写").count() == 1


def test_what_names_somebody_is_not_asked(town):
    with pytest.raises(ValidationError):
        surveys.begun(town.north, town.clerk, title="19900000012 该不该搬走")


def test_a_year_later_the_list_is_gone_and_the_numbers_are_left(town):
    survey = surveys.issued(town.north, town.north_leader, anonymous=False)
    surveys.give(survey, 0, surveys.said())
    long_ago = timezone.now() - timedelta(days=400)
    Survey.objects.filter(pk=survey.pk).update(opens_at=long_ago - timedelta(days=1), closes_at=long_ago)
    assert retention.forget()["survey"] == 1
    survey.refresh_from_db()
    assert SurveyAnswer.objects.get().asked is None
    assert reports.turnout(survey)["asked"] == 1


def test_two_records_of_one_person_are_one_place(town):
    double = community.actions.add_person("王小明", dwelling=town.home, relation="20", by=None)
    survey = surveys.issued(town.north, town.north_leader, per="person")
    surveying.answer(survey.asked.get(person=double), surveys.said(), revision=survey.revision)
    asked = differences(town.wang, double)
    merge(town.wang, double, choices=dict.fromkeys(asked, "kept"), by=town.clerk)
    assert survey.asked.get(person=town.wang).answered
    assert survey.asked.count() == 2


def test_what_was_answered_to_the_end_cannot_be_cancelled_away(town):
    survey = surveys.issued(town.north, town.north_leader)
    surveys.give(survey, 0, surveys.said())
    with pytest.raises(ValidationError, match="不能再取消"):
        surveying.cancel(surveys.close(survey), by=town.admin)
    other = surveys.issued(town.north, town.north_leader)
    surveying.cancel(other, by=town.north_leader)
    with pytest.raises(ValidationError, match="已经截止"):
        surveys.give(other, 0, surveys.said())
    assert surveying.place_of(surveys.place(other).code) is None
