"""What a questionnaire brought, counted from its answers: whole numbers first, nothing from fewer than five of them.

Nothing is shown before the end either: who looks twice while answers come in reads the one in between.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from community.imports.safe import safe_cell
from deliberation.models import Survey, SurveyAnswer, SurveyQuestion

LEAST = 5
Kind = SurveyQuestion.Kind


def turnout(survey: Survey) -> dict[str, int]:
    """``{"asked", "answered", "paper"}``; how many of a hundred, rounded down."""
    asked, answered = survey.issued_to, survey.answers.count()
    paper = survey.answers.filter(on_paper=True).count()
    return {"asked": asked, "answered": answered, "paper": paper, "percent": answered * 100 // asked if asked else 0}


def may_be_shown(survey: Survey) -> bool:
    return survey.is_over and survey.answers.count() >= LEAST


def results(survey: Survey) -> list[dict[str, Any]]:
    """One row a question; [] where nothing may be shown yet. ``few``: answered by fewer than five."""
    if not may_be_shown(survey):
        return []
    # by their random keys: in no order that says who came when
    answers = list(SurveyAnswer.objects.filter(survey=survey).order_by("id"))
    return [of_question(survey, question, place, answers) for place, question in enumerate(survey.questions.all(), 1)]


def of_question(survey: Survey, question: SurveyQuestion, place: int, answers: list[SurveyAnswer]) -> dict[str, Any]:
    number = str(question.number)
    said = [answer.said[number] for answer in answers if number in answer.said]
    row: dict[str, Any] = {"place": place, "question": question, "answered": len(said), "few": len(said) < LEAST}
    if row["few"]:
        return row
    if question.kind == Kind.TEXT:
        return row | {"words": said}
    if question.kind == Kind.SCALE and survey.sides:
        return row | {"sides": [of_side(side, number, answers) for side in survey.sides]}
    if question.kind == Kind.SCALE:
        return row | {"marks": marks(said), "lines": lines(said, [5, 4, 3, 2, 1], len(said))}
    ticked = [choice for each in said for choice in (each if isinstance(each, list) else [each])]
    return row | {"lines": lines(ticked, question.choices, len(said))}


def lines(ticked: list, choices: list, answered: int) -> list[dict[str, Any]]:
    counts = Counter(ticked)
    return [
        {"choice": choice, "count": counts[choice], "percent": counts[choice] * 100 // answered} for choice in choices
    ]


def marks(given: list[int]) -> dict[str, Any] | None:
    """Average in hundredths, and how many gave four or five; None from fewer than five."""
    if len(given) < LEAST:
        return None
    happy = sum(mark >= 4 for mark in given)
    hundredths = (sum(given) * 200 + len(given)) // (2 * len(given))
    return {
        "average": f"{hundredths // 100}.{hundredths % 100:02}",
        "count": len(given),
        "happy": happy,
        "percent": happy * 100 // len(given),
    }


def of_side(side: str, number: str, answers: list[SurveyAnswer]) -> dict[str, Any]:
    """How a side sees itself, and how the others see it."""
    given = [(answer.own, answer.said[number][side]) for answer in answers if number in answer.said]
    return {
        "side": side,
        "itself": marks([mark for own, mark in given if own == side]),
        "others": marks([mark for own, mark in given if own != side]),
    }


def stars(survey: Survey) -> dict[str, Any] | None:
    """Of a property company: all its scale questions together."""
    if not may_be_shown(survey):
        return None
    numbers = [str(number) for number in survey.questions.filter(kind=Kind.SCALE).values_list("number", flat=True)]
    answers = list(survey.answers.values_list("said", flat=True))
    return marks([said[number] for said in answers for number in numbers if number in said])


# --- as a file ---------------------------------------------------------------------------------
def table(survey: Survey) -> Iterable[list[str]]:
    """The numbers of the page, line by line; never one answer by itself."""
    taken = turnout(survey)
    yield [_("题目"), survey.title]
    yield [_("应填"), str(taken["asked"]), _("实填"), str(taken["answered"]), _("其中纸质"), str(taken["paper"])]
    yield [_("题"), _("问什么"), _("选项"), _("份数"), _("这一题共几份")]
    for row in results(survey):
        head, answered = [str(row["place"]), row["question"].text], str(row["answered"])
        if row["few"]:
            yield [*head, _("不足 5 份，不显示"), "", ""]
        for line in row.get("lines", ()):
            yield [*head, str(line["choice"]), str(line["count"]), answered]
        for side in row.get("sides", ()):
            for label, found in ((_("自评"), side["itself"]), (_("他评"), side["others"])):
                average = found["average"] if found else _("不足 5 份，不显示")
                yield [*head, f"{side['side']} {label}", average, str(found["count"]) if found else ""]
        for words in row.get("words", ()):
            yield [*head, words.replace("\n", " "), "", answered]


def as_csv(survey: Survey) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in line] for line in table(survey))
    # Excel and WPS read Chinese only with the mark in front
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(survey: Survey) -> bytes:
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(content, options)
    sheet = book.add_worksheet(_("问卷结果"))
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 2, 40)
    for place, line in enumerate(table(survey)):
        for column, cell in enumerate(line):
            sheet.write_string(place, column, safe_cell(cell))
    book.close()
    return content.getvalue()
