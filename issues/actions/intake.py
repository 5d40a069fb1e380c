"""How a matter comes in: typed by a resident, or by staff for one who called or was visited."""

from collections.abc import Iterable
from secrets import token_urlsafe
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.secrets import blind_index
from accounts.text import clean_block, clean_line, phone_digits
from grids.models import Unit
from issues import news
from issues.actions.dispatching import route
from issues.actions.photos import attach
from issues.actions.steps import add_step
from issues.images import Picture
from issues.limits import limits_of
from issues.models import Category, Issue, NumberSeries, Severity, Step
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


def submit(
    *,
    key: UUID,
    text: str,
    unit: Unit,
    category: Category | None = None,
    place: str = "",
    name: str = "",
    phone: str = "",
    photos: Iterable[Picture] = (),
    channel: str = str(Issue.Channel.WEB),
    reporter: User | None = None,
) -> Issue:
    """What a resident reports; the same key always gives the same issue."""
    facts = {"text": text, "unit": unit, "category": category, "place": place, "channel": channel}
    return open_once(key, facts, name, phone, photos, reporter=reporter)


def take_for_resident(
    *,
    key: UUID,
    text: str,
    unit: Unit,
    channel: str,
    by: User,
    category: Category | None = None,
    place: str = "",
    name: str = "",
    phone: str = "",
    photos: Iterable[Picture] = (),
) -> Issue:
    """What staff write down on the telephone or at the door."""
    if channel not in CHANNELS_OF_STAFF:
        raise ValidationError(_("请选择来源，例如电话或上门走访。"), code="channel")
    facts = {"text": text, "unit": unit, "category": category, "place": place, "channel": channel}
    return open_once(key, facts, name, phone, photos, entered_by=by)


def open_once(key: UUID, facts: dict, name: str, phone: str, photos: Iterable[Picture], **people: User | None) -> Issue:
    facts |= contact(name, phone) | people
    earlier = Issue.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return open_issue(key, facts, photos)
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
    first = issue.photos.filter(step__verb__in=FIRST)
    return held == sent and len(facts["photos"]) <= first.count()


def open_issue(key: UUID, facts: dict, photos: Iterable[Picture]) -> Issue:
    issue = Issue(key=key, token=token_urlsafe(16), **facts)
    issue.text, issue.place = clean_block(issue.text), clean_line(issue.place)
    refuse_unusable(issue)
    issue.received_at = timezone.now()
    issue.severity = severity_of(issue)
    for name, moment in limits_of(issue.category, issue.severity, issue.received_at)._asdict().items():
        setattr(issue, name, moment)
    issue.number = next_number(timezone.localdate().year)
    issue.save(force_insert=True)
    verb = Step.Verb.TAKE_DOWN if issue.entered_by_id else Step.Verb.SUBMIT
    step = add_step(issue, verb, by=issue.entered_by or issue.reporter)
    attach(photos, step)
    news.queue(step)
    route(issue)
    return issue


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
    NumberSeries.objects.get_or_create(year=year)
    NumberSeries.objects.filter(year=year).update(last=F("last") + 1)
    return str(NumberSeries.objects.get(year=year))
