"""Questionnaires: written, issued to everybody of a unit, answered once each, changed no more after the first answer.

An answer first takes the survey's row (a guarded update by the database's clock) and then the one place on the list, so
that of fifty posts of one household one is kept.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block, clean_line
from community.models import Household, Person, Residence
from deliberation.models import Survey, SurveyAnswer, SurveyAsked, SurveyQuestion
from grids.models import Unit
from grids.publish import bump_public_version, objections
from issues.redacting import mask

State, Kind = Survey.State, SurveyQuestion.Kind
# no 0/O and 1/l/I: read out and copied by hand
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_SIGNS = 10
AT_ONCE = 500
MOST_QUESTIONS, MOST_CHOICES, MOST_WORDS = 30, 12, 300
# who answers for themselves
OLD_ENOUGH = 16


def target(survey: Survey) -> str:
    return f"survey:{survey.pk}"


def refuse_private(*texts: str) -> None:
    if sentences := [sentence for text in texts for sentence in objections(text)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])


# --- written -----------------------------------------------------------------------------------
@transaction.atomic
def begin(unit: Unit, *, key: UUID, by: User, **facts: Any) -> Survey:
    """A draft; the same key always gives the same one. ``facts`` as the fields of ``Survey`` are called."""
    facts = checked(facts)
    survey, new = Survey.objects.get_or_create(key=key, defaults={"unit": unit, "by": by, **facts})
    if new:
        record("survey.begun", by=by, target=target(survey))
    return survey


@transaction.atomic
def change(survey: Survey, *, by: User, **facts: Any) -> Survey:
    """What it says of itself, while nobody has answered; whom it asks, while it is a draft."""
    facts = checked(facts)
    hold_unanswered(survey)
    if survey.state != State.DRAFT and (facts["per"], facts["anonymous"]) != (survey.per, survey.anonymous):
        raise ValidationError(_("已经发出，谁来答、是不是匿名不能再改。"), code="issued")
    Survey.objects.filter(pk=survey.pk).update(**facts)
    survey.refresh_from_db()
    bump_public_version()
    return survey


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    facts = facts | {"title": clean_line(facts["title"])[:60], "text": clean_block(facts.get("text", ""))[:600]}
    sides = [clean_line(side)[:60] for side in facts.get("about", "").replace("\n", "、").split("、")]
    facts["about"] = "、".join(dict.fromkeys(side for side in sides if side))[:200]
    facts["month"] = facts.get("month") if facts["kind"] == Survey.Kind.PROPERTY else None
    if not facts["title"]:
        raise ValidationError(_("请写题目。"), code="required")
    if facts["closes_at"] <= facts["opens_at"]:
        raise ValidationError(_("截止要晚于开始。"), code="times")
    if facts["kind"] == Survey.Kind.PROPERTY and not (facts["about"] and facts["month"]):
        raise ValidationError(_("物业评星要写明是哪家物业、评的是哪个月。"), code="about")
    if facts["kind"] == Survey.Kind.MUTUAL and len(facts["about"].split("、")) < 2:
        raise ValidationError(_("自评互评至少要有两方，用顿号隔开，例如：居民代表、施工方、社区。"), code="about")
    refuse_private(facts["title"], facts["text"], facts["about"])
    return facts


def hold_unanswered(survey: Survey) -> Survey:
    """The first answer freezes the questions; whoever changes one goes before or after it, never beside."""
    found = Survey.objects.filter(pk=survey.pk, taken=0).exclude(state=State.CANCELLED)
    if not found.update(revision=F("revision") + 1):
        raise ValidationError(_("已经有人填写（或者已经取消），题目不能再改。"), code="frozen")
    survey.refresh_from_db()
    return survey


@transaction.atomic
def add_question(
    survey: Survey, *, number: int, kind: str, text: str, by: User, choices: Sequence[str] = (), required: bool = True
) -> SurveyQuestion:
    """``number`` is the next one as the page showed it: sent twice, it is one question."""
    text = clean_line(text)[:200]
    choices = list(dict.fromkeys(line for one in choices if (line := clean_line(one)[:60])))
    if not text:
        raise ValidationError(_("请写问什么。"), code="required")
    if kind in (Kind.SINGLE, Kind.SEVERAL) and not 2 <= len(choices) <= MOST_CHOICES:
        raise ValidationError(_("请写 2 到 12 个选项，每行一个。"), code="choices")
    refuse_private(text, *choices)
    hold_unanswered(survey)
    if survey.questions.count() >= MOST_QUESTIONS:
        raise ValidationError(_("最多 30 题，题目太多就没有人愿意填了。"), code="too_many")
    facts = {"kind": kind, "text": text, "required": required}
    facts |= {"choices": choices if kind in (Kind.SINGLE, Kind.SEVERAL) else []}
    question, new = SurveyQuestion.objects.get_or_create(survey=survey, number=number, defaults=facts)
    if not new and question.text != text:
        raise ValidationError(_("别人刚加了一题，请看最新的问卷。"), code="moved_on")
    return question


def next_number(survey: Survey) -> int:
    return (survey.questions.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def drop_question(question: SurveyQuestion, *, by: User) -> None:
    hold_unanswered(question.survey)
    question.delete()


# --- issued ------------------------------------------------------------------------------------
@transaction.atomic
def issue(survey: Survey, *, by: User) -> Survey:
    """Everybody who lives there now gets a code of their own; who comes later is not asked."""
    hold_unanswered(survey)
    if not survey.questions.exists():
        raise ValidationError(_("还没有题目，请先加题。"), code="empty")
    if survey.closes_at <= timezone.now():
        raise ValidationError(_("截止的时间已经过了，请先改好时间。"), code="over")
    if not Survey.objects.filter(pk=survey.pk, state=State.DRAFT).update(state=State.ISSUED):
        raise ValidationError(_("已经发出了。"), code="moved_on")
    field, pks = whom(survey)
    if not pks:
        raise ValidationError(_("这个范围里没有登记的住户，发不出去。"), code="nobody")
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        codes = [new_code() for _pk in some]
        rows = zip(some, codes, strict=True)
        SurveyAsked.objects.bulk_create(
            SurveyAsked(survey=survey, code=code, code_index=index_of(code), **{field: pk}) for pk, code in rows
        )
    Survey.objects.filter(pk=survey.pk).update(issued_to=len(pks))
    survey.refresh_from_db()
    record("survey.issued", by=by, target=target(survey), asked=len(pks))
    bump_public_version()
    return survey


def whom(survey: Survey) -> tuple[str, list[int]]:
    homes = Unit.objects.within(survey.unit)
    if survey.per == Survey.Per.HOUSEHOLD:
        return "household_id", list(here(homes).order_by("pk").values_list("pk", flat=True))
    stays = Residence.objects.current().filter(dwelling__building__in=homes).values("person")
    born = born_by(timezone.localdate())
    people = Person.objects.living().filter(pk__in=stays).filter(Q(born=None) | Q(born__lte=born))
    return "person_id", list(people.order_by("pk").values_list("pk", flat=True))


def here(homes: QuerySet) -> QuerySet:
    return Household.objects.filter(until=None, dwelling__building__in=homes)


def born_by(today: date) -> date:
    return today.replace(year=today.year - OLD_ENOUGH, day=min(today.day, 28))


def new_code() -> str:
    return "".join(secrets.choice(READABLE) for _sign in range(CODE_SIGNS))


def index_of(code: str) -> str:
    return blind_index(code, "survey")


@transaction.atomic
def cancel(survey: Survey, *, by: User) -> None:
    """A draft, or one that is not over yet: what people have answered to the end stays."""
    left = Q(state=State.DRAFT) | Q(state=State.ISSUED, closes_at__gt=Now())
    if not Survey.objects.filter(left, pk=survey.pk).update(state=State.CANCELLED):
        raise ValidationError(_("已经截止或者取消了，不能再取消。"), code="moved_on")
    record("survey.cancelled", by=by, target=target(survey))
    bump_public_version()


@transaction.atomic
def remind(survey: Survey, *, by: User) -> int:
    """Once: whoever has an account and has not answered; those without one get the slip again. Answers how many."""
    now = timezone.now()
    if not Survey.objects.running(now).filter(pk=survey.pk, reminded_at=None).update(reminded_at=now):
        raise ValidationError(_("只在填写期间提醒一次；已经提醒过了，或者不在填写期间。"), code="moved_on")
    told = 0
    for asked in SurveyAsked.objects.filter(survey=survey, answered=False).select_related("person__user"):
        for user in users_of(asked):
            words = _("还没有填写的问卷：%(title)s") % {"title": survey.title}
            link = reverse("deliberation:survey_public", args=[survey.pk])
            tell(user, words, link=link, key=f"survey:{survey.pk}:{user.pk}")
            told += 1
    record("survey.reminded", by=by, target=target(survey), told=told)
    return told


def users_of(asked: SurveyAsked) -> list[User]:
    if asked.person_id:
        return [asked.person.user] if asked.person.user_id else []
    stays = Residence.objects.current().filter(household=asked.household_id).values("person")
    return list(User.objects.filter(person__in=stays, is_active=True))


# --- answered ----------------------------------------------------------------------------------
def place_of(code: str) -> SurveyAsked | None:
    """The one place behind a code, for surveys that were issued."""
    rows = SurveyAsked.objects.select_related("survey", "survey__unit").filter(survey__state=State.ISSUED)
    return rows.filter(code_index=index_of(clean_line(code).lower().replace(" ", ""))).first()


def place_of_user(survey: Survey, user: User) -> SurveyAsked | None:
    person = Person.objects.filter(user=user, merged_into=None).first()
    if person is None:
        return None
    homes = Residence.objects.current().filter(person=person).exclude(household=None).values("household")
    return survey.asked.filter(Q(person=person) | Q(household__in=homes)).order_by("pk").first()


@transaction.atomic
def answer(
    asked: SurveyAsked, said: dict[str, Any], *, revision: int, own: str = "", typed_by: User | None = None
) -> SurveyAnswer:
    """``said`` as ``SurveyAnswer`` keeps it. ``typed_by``: staff copy what stands on paper."""
    survey = asked.survey
    hold_open(survey, revision)
    questions = {str(question.number): question for question in survey.questions.all()}
    kept = {number: clean(question, said.get(number), survey) for number, question in questions.items()}
    kept = {number: value for number, value in kept.items() if value not in (None, "", [], {})}
    if missing := [question for number, question in questions.items() if question.required and number not in kept]:
        raise ValidationError(_("还有必答的题没有填：%(text)s") % {"text": missing[0].text}, code="required")
    if survey.sides and own not in survey.sides:
        raise ValidationError(_("请选您属于哪一方。"), code="own")
    if not SurveyAsked.objects.filter(pk=asked.pk, survey=survey, answered=False).update(answered=True):
        raise ValidationError(_("这一份已经填过了，一份只能填一次。谢谢您。"), code="twice")
    facts: dict[str, Any] = {} if survey.anonymous else {"asked": asked, "typed_by": typed_by}
    return SurveyAnswer.objects.create(
        survey=survey, said=kept, own=own if survey.sides else "", on_paper=typed_by is not None, **facts
    )


def hold_open(survey: Survey, revision: int) -> None:
    """Not before the first and not after the last second, by the database's own clock, and on the questions as they are."""
    found = Survey.objects.filter(
        pk=survey.pk, state=State.ISSUED, revision=revision, opens_at__lte=Now(), closes_at__gt=Now()
    )
    if found.update(taken=F("taken") + 1):
        return
    survey.refresh_from_db()
    if survey.is_open and survey.revision != revision:
        raise ValidationError(_("题目刚刚改过，请看一看新的题目，再交一次。"), code="changed")
    if survey.state == State.ISSUED and survey.opens_at > timezone.now():
        raise ValidationError(_("还没有开始填写。"), code="not_yet")
    raise ValidationError(_("已经截止，不能再填了。谢谢您。"), code="closed")


def clean(question: SurveyQuestion, value: Any, survey: Survey) -> Any:
    """Only what the question offers; of free words, what points to a person is masked before it is kept."""
    if question.kind == Kind.TEXT:
        return mask(clean_block(str(value or ""))[:MOST_WORDS])
    if question.kind == Kind.SINGLE:
        return value if value in question.choices else None
    if question.kind == Kind.SEVERAL:
        return [choice for choice in question.choices if choice in (value or [])]
    if survey.sides:
        given = value if isinstance(value, dict) else {}
        marks = {side: mark(given.get(side)) for side in survey.sides}
        return marks if all(marks.values()) else None
    return mark(value)


def mark(value: Any) -> int | None:
    return value if isinstance(value, int) and 1 <= value <= 5 else None


# --- a merge of two records of one person --------------------------------------------------------
def join_asked(kept: Person, other: Person) -> None:
    """Both were asked: one place is left, the one that was used."""
    for row in SurveyAsked.objects.filter(
        person=other, survey__in=SurveyAsked.objects.filter(person=kept).values("survey")
    ):
        own = SurveyAsked.objects.get(survey=row.survey_id, person=kept)
        (own if row.answered and not own.answered else row).delete()
