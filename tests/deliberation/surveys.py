"""Questionnaires as people make them, for the tests of pages and deeds."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.utils import timezone

import community.actions
from deliberation.actions import surveying
from deliberation.models import Survey, SurveyAsked


def begun(unit, by, **facts) -> Survey:
    """A draft: a scale, a choice, several, and words that need not be written."""
    now = timezone.now()
    usual: dict[str, Any] = {
        "title": "长椅放得好不好",
        "kind": "satisfaction",
        "per": "household",
        "anonymous": True,
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + timedelta(days=7),
    }
    survey = surveying.begin(unit, key=uuid4(), by=by, **usual | facts)
    surveying.add_question(survey, number=1, kind="scale", text="总的满意不满意", by=by)
    places = ["树荫下", "广场边"]
    surveying.add_question(survey, number=2, kind="single", text="最喜欢哪一张", choices=places, by=by)
    wishes = ["加靠背", "加桌子", "加灯"]
    surveying.add_question(survey, number=3, kind="several", text="还想要什么", choices=wishes, required=False, by=by)
    surveying.add_question(survey, number=4, kind="text", text="想说的话", required=False, by=by)
    survey.refresh_from_db()
    return survey


def issued(unit, by, **facts) -> Survey:
    return surveying.issue(begun(unit, by, **facts), by=by)


def homes(town: SimpleNamespace, count: int) -> None:
    """So many more households in building 2, of one person each."""
    for number in range(1, count + 1):
        home = community.actions.add_dwelling(town.building2, "1", f"{100 + number}", by=None)
        community.actions.add_person(f"住户{number}", dwelling=home, by=None)


def said(mark: int = 5, **facts) -> dict[str, Any]:
    return {"1": mark, "2": "树荫下"} | facts


def place(survey: Survey, number: int = 0) -> SurveyAsked:
    return survey.asked.select_related("survey").order_by("pk")[number]


def give(survey: Survey, number: int, answers: dict[str, Any], **facts):
    return surveying.answer(place(survey, number), answers, revision=survey.revision, **facts)


def close(survey: Survey) -> Survey:
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(seconds=2))
    survey.refresh_from_db()
    return survey
