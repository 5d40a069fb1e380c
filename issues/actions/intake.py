"""How a matter comes in: typed by a resident, or by staff for one who called or was visited."""

from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block, clean_line, phone_digits
from community.images import Picture
from grids.models import Unit
from issues import news
from issues.actions.dispatching import route
from issues.actions.photos import attach
from issues.actions.steps import add_step
from issues.limits import limits_of
from issues.models import Category, Issue, NumberSeries, Severity, Step
from issues.sorting import suggest
from issues.text import emergency_in

CHANNELS_OF_STAFF = (
    Issue.Channel.PHONE,
    Issue.Channel.VISIT,
    Issue.Channel.MEETING,
    Issue.Channel.GROUP,
    Issue.Channel.HOTLINE,
    Issue.Channel.APP,
    Issue.Channel.PATROL,
)
# the step by which a matter came in
FIRST = (Step.Verb.SUBMIT, Step.Verb.TAKE_DOWN, Step.Verb.BRING_IN)
# where a matter can happen: the street is too large to send somebody to
PLACES = (Unit.Kind.COMMUNITY, Unit.Kind.AREA, Unit.Kind.GRID, Unit.Kind.BUILDING)
# a share from which the first suggestion is taken without asking: right in 92 of 100 texts it has never seen, and
# clear in 80 of 100 (tests/issues/test_sorting.py reads the same texts)
CLEAR = 0.6
# below this a suggestion would only be noise beside the others
WORTH_SHOWING = 0.03
SUGGESTED = 3


def submit(
    *,
    key: UUID,
    text: str,
    unit: Unit,
    category: Category | None = None,
    name: str = "",
    phone: str = "",
    photos: Iterable[Picture] = (),
    sort_by_text: bool = False,
    **facts: Any,
) -> Issue:
    """What a resident reports; the same key always gives the same issue.

    ``sort_by_text``: where no small category was chosen, a clear suggestion is taken, and the record says so.
    ``facts``: ``place``, ``channel``, ``reporter``, ``answers``, ``shares_contact`` of the issue.
    """
    facts |= {"text": text, "unit": unit, "category": category}
    return open_once(key, facts, name, phone, photos, sort_by_text=sort_by_text)


def take_for_resident(
    *,
    key: UUID,
    text: str,
    unit: Unit,
    channel: str,
    by: User,
    category: Category | None = None,
    name: str = "",
    phone: str = "",
    photos: Iterable[Picture] = (),
    words: str = "",
    sort_by_text: bool = False,
    **facts: Any,
) -> Issue:
    """What staff write down on the telephone or at the door; ``words``: for whom, and what was agreed to."""
    if channel not in CHANNELS_OF_STAFF:
        raise ValidationError(_("请选择来源，例如电话或上门走访。"), code="channel")
    facts |= {"text": text, "unit": unit, "category": category, "channel": channel, "entered_by": by}
    return open_once(key, facts, name, phone, photos, words=words, sort_by_text=sort_by_text)


def open_once(
    key: UUID, facts: dict, name: str, phone: str, photos: Iterable[Picture], *, words: str = "", sort_by_text: bool
) -> Issue:
    facts |= contact(name, phone)
    earlier = Issue.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return open_issue(Issue(key=key, token=token_urlsafe(16), **facts), photos, words, sort_by_text)
    except IntegrityError:
        # a second tap came in at the same moment; the first one's issue is the answer
        twin = Issue.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin


def says(issue: Issue, facts: dict) -> bool:
    """Whether these facts are what the issue already holds; browsers bring words back, but not always photos."""
    held = (issue.text, issue.unit_id, issue.place, issue.reporter_name, issue.reporter_phone)
    sent = (facts["text"], facts["unit"].pk, facts["place"], facts["name"], facts["phone"])
    if held != sent or not facts["photos"]:
        return held == sent
    return len(facts["photos"]) <= issue.photos.filter(step__verb__in=FIRST).count()


def open_issue(
    issue: Issue, photos: Iterable[Picture], words: str, sort_by_text: bool, *, verb: str = "", quiet: bool = False
) -> Issue:
    """``quiet``: one of many brought in together, of which the staff hear in one message; an urgent one is never quiet."""
    issue.text, issue.place = clean_block(issue.text), clean_line(issue.place)
    refuse_unusable(issue)
    guessed = clear_category(issue.text, within=issue.category) if sort_by_text else None
    issue.category = guessed or issue.category
    issue.received_at = timezone.now()
    issue.severity = severity_of(issue)
    for name, moment in limits_of(issue.category, issue.severity, issue.received_at)._asdict().items():
        setattr(issue, name, moment)
    issue.number = next_number(timezone.localdate().year)
    issue.save(force_insert=True)
    verb = verb or (Step.Verb.TAKE_DOWN if issue.entered_by_id else Step.Verb.SUBMIT)
    # never the account of who reported: the record outlives it, and cannot be changed (point 33)
    step = add_step(issue, verb, by=issue.entered_by, text=words)
    attach(photos, step)
    if guessed is not None:
        add_step(issue, "sort", by=None, text=_("居民没有细选，按文字归为“%(name)s”，可以改") % {"name": guessed.name})
    if issue.urgent or not quiet:
        news.queue(step)
    route(issue)
    return issue


def suggested_categories(text: str) -> list[Category]:
    """What the text may be about, the likeliest first; only categories that the community offers."""
    likely = dict(suggest(text)[:SUGGESTED])
    found = Category.objects.offered().filter(
        code__in=[code for code, share in likely.items() if share > WORTH_SHOWING]
    )
    return sorted(found, key=lambda row: -likely[row.code])


def clear_category(text: str, *, within: Category | None = None) -> Category | None:
    """The one category the text is clearly about, or None; whoever deals with the matter may sort it anew.

    ``within``: what was chosen already; only one of its small ones can make it more exact.
    """
    code, share = next(iter(suggest(text)), ("", 0.0))
    found = Category.objects.offered().filter(code=code)
    return (found.filter(parent=within) if within else found).first() if share >= CLEAR else None


def refuse_unusable(issue: Issue) -> None:
    if not issue.text:
        raise ValidationError(_("请写一写是什么事。"), code="text")
    if issue.unit.kind not in PLACES or not issue.unit.is_open():
        raise ValidationError(_("请重新选择地点：这个地点不在本社区或已经停用。"), code="unit")


def contact(name: str, phone: str) -> dict[str, str]:
    number = phone_digits(phone) if phone.strip() else ""
    if number is None:
        raise ValidationError(_("电话号码不对，请写 11 位手机号，或带区号的座机号。"), code="phone")
    return {
        "reporter_name": clean_line(name),
        "reporter_phone": number,
        "phone_index": blind_index(number, "phone"),
        "phone_tail": blind_index(number[-4:], "phone-tail"),
    }


def severity_of(issue: Issue) -> int:
    """What sounds like an emergency is one, whatever its category says."""
    if emergency_in(issue.text):
        return Severity.URGENT
    return issue.category.severity if issue.category else Severity.NORMAL


def next_number(year: int) -> str:
    """Counts on inside the caller's transaction: the row stays locked until it ends, so no number is given twice."""
    series = NumberSeries.objects.filter(year=year)
    if not series.update(last=F("last") + 1):
        NumberSeries.objects.get_or_create(year=year)
        series.update(last=F("last") + 1)
    return str(series.get())
