"""Who comes and who goes: by the code on the screen, by a scanned passbook, by a tick, from a list on paper.

Everything that touches a person's times holds that person's row first, so that nobody is in two places at once
and the limit of a day is counted once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.images import Picture
from community.models import Person
from volunteers import minutes
from volunteers.actions import recording
from volunteers.actions.devices import forget_devices, hash_of, note_shared
from volunteers.actions.picturing import keep_photo
from volunteers.models import Attendance, RecordPolicy, Session, SignBook, SignPair, SignUp
from volunteers.models.attendance import PAIRS_A_DAY, title_of

State, How = Attendance.State, SignPair.How
AWAY = (State.ABSENT, State.EXCUSED)
MINUTE = timedelta(minutes=1)


def hold(people: Iterable[int]) -> None:
    """Keep these people's rows until the end of the transaction, always in the same order."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=set(people)).order_by("pk").values_list("pk"))


def open_book(session: Session) -> SignBook:
    return SignBook.objects.get_or_create(session=session)[0]


@transaction.atomic
def keep_paper(session: Session, picture: Picture, *, by: User) -> None:
    """The list that was typed in; a newer photo takes the place of the one before."""
    book = SignBook.objects.select_for_update().get(pk=open_book(session).pk)
    record("session.paper_kept", by=by, target=f"session:{session.pk}")
    keep_photo(book.paper, picture)


@transaction.atomic
def sign_in(
    session: Session, person: Person, *, how: str, by: User | None, at: datetime | None = None, walk_in: bool = False,
    device: str = "",
) -> SignPair:  # fmt: skip
    """``at`` is given by the server where a code was scanned a little earlier; pressing twice signs in once.

    ``device``: what the browser that read the code is known by.
    """
    at = at or timezone.now()
    policy = RecordPolicy.current()
    refuse_moment(session, at, policy)
    hold([person.pk])
    refuse_closed(session)
    running = SignPair.objects.filter(person=person, out_at=None, attended__session=session).first()
    if running is not None:
        return running
    attended = attend(session, person, by=by, walk_in=walk_in)
    if attended.state in AWAY or not attended.pairs.exists():
        late = at > session.starts_at + policy.grace_minutes * MINUTE
        set_state(attended, State.LATE if late else State.ARRIVED, by)
    pair = come(attended, at, how=how, by=by, device=hash_of(session, device))
    if device:
        note_shared(session)
    return pair


@transaction.atomic
def sign_out(session: Session, person: Person, *, how: str, by: User | None, at: datetime | None = None) -> SignPair:
    at = at or timezone.now()
    hold([person.pk])
    running = SignPair.objects.filter(person=person, out_at=None, attended__session=session).first()
    if running is None:
        raise ValidationError(_("还没有签到，或者已经签退了。"), code="not_in")
    leave(running, at, how=how, by=by)
    policy = RecordPolicy.current()
    if at < session.ends_at - policy.grace_minutes * MINUTE and running.attended.state == State.ARRIVED:
        set_state(running.attended, State.EARLY, by)
    recount([running.attended])
    return running


@transaction.atomic
def mark(session: Session, person: Person, state: str, *, by: User, walk_in: bool = False) -> Attendance:
    """The organiser's tick, during the session or after it, until the record is confirmed."""
    if state not in State.values:
        raise ValidationError(_("请选择到场情况。"), code="state")
    now, policy = timezone.now(), RecordPolicy.current()
    refuse_early(session, now, policy)
    hold([person.pk])
    attended = attend(session, person, by=by, walk_in=walk_in)
    recording.refuse_confirmed(attended)
    if state in AWAY:
        strike(attended, by=by)
    else:
        move_times(attended, state, now, by=by)
    set_state(attended, state, by)
    settle_times([attended], by=by)
    return attended


def move_times(attended: Attendance, state: str, now: datetime, *, by: User) -> None:
    """What a tick says about the time: on time means from the beginning, late means from now, early means until now."""
    session = attended.session
    now = min(max(now, session.starts_at), session.ends_at)
    running = attended.pairs.filter(out_at=None).first()
    if running is None and not attended.pairs.exists():
        at = now if state == State.LATE and now < session.ends_at else session.starts_at
        running = come(attended, at, how=How.TICK, by=by)
    if running is not None and state == State.EARLY:
        leave(running, now, how=How.TICK, by=by)


@transaction.atomic
def type_paper(session: Session, person: Person, come_at: datetime, go_at: datetime, *, by: User) -> Attendance:
    """From the list on paper: when somebody came and went. How long that was is the server's to say."""
    policy = RecordPolicy.current()
    last = session.ends_at + policy.overrun_minutes * MINUTE
    if timezone.now() < session.starts_at:
        raise ValidationError(_("这一场还没有开始，不能登记。"), code="not_begun")
    if not session.starts_at - policy.early_minutes * MINUTE <= come_at < go_at <= min(last, timezone.now()):
        raise ValidationError(
            _("签到、签退时间要在这一场前后，签退晚于签到，也不能晚于现在。请按纸质名单核对。"), code="times"
        )
    hold([person.pk])
    attended = attend(session, person, by=by, walk_in=False)
    recording.refuse_confirmed(attended)
    pair = come(attended, come_at, how=How.PAPER, by=by, until=go_at)
    leave(pair, go_at, how=How.PAPER, by=by)
    grace = policy.grace_minutes * MINUTE
    late, early = come_at > session.starts_at + grace, go_at < session.ends_at - grace
    set_state(attended, State.LATE if late else State.EARLY if early else State.ARRIVED, by)
    settle_times([attended], by=by)
    return attended


@transaction.atomic
def close(session: Session, *, by: User, item_id: int | None = None) -> int:
    """Nobody is asked any more: whoever is still here leaves, whoever did not come is absent; records are drawn up."""
    now = timezone.now()
    if now < session.starts_at:
        raise ValidationError(_("这一场还没有开始，不能结束签到。"), code="not_begun")
    open_book(session)
    expected = session.sign_ups.coming_for().exclude(person=None).values_list("person", flat=True)
    hold([*expected, *session.attendances.values_list("person", flat=True)])
    facts = {"closed_at": now, "closed_by": by, "item": item_id}
    if not SignBook.objects.open().filter(session=session).update(**facts):
        raise ValidationError(_("这一场已经结束签到了。"), code="moved_on")
    # two who came at the same moment did not see each other
    note_shared(session)
    forget_devices(SignPair.objects.filter(attended__session=session))
    there = set(session.attendances.values_list("person", flat=True))
    absent = [Attendance(session=session, person_id=pk, state=State.ABSENT, by=by) for pk in set(expected) - there]
    Attendance.objects.bulk_create(absent)
    settle_times(list(session.attendances.select_related("session")), by=by)
    record("attendance.closed", by=by, target=f"session:{session.pk}", people=len(there), absent=len(absent))
    return len(there)


@transaction.atomic
def choose_item(session: Session, item_id: int, *, by: User) -> None:
    """For a list that was closed without one, or with the wrong one, while nothing of it is confirmed."""
    if recording.of_session(session).exclude(state="waiting").exists():
        raise ValidationError(_("已经有记录确认过，不能再改类别。"), code="moved_on")
    SignBook.objects.filter(session=session).update(item=item_id)
    recording.of_session(session).waiting().delete()
    recording.draw_up(session, by=by)


def settle_times(attended: Sequence[Attendance], *, by: User) -> None:
    """After the list was closed nobody stays signed in, and what waits to be confirmed says what was counted."""
    session = attended[0].session if attended else None
    if session is None:
        return
    book = SignBook.objects.filter(session=session).exclude(closed_at=None).first()
    if book is not None:
        end = min(timezone.now(), session.ends_at)
        for pair in SignPair.objects.filter(attended__in=attended, out_at=None):
            leave(pair, end, how=How.CLOSING, by=by)
    recount(attended)
    if book is not None:
        recording.draw_up(session, by=by, only=[row.pk for row in attended])


# --- pieces ------------------------------------------------------------------------------------
def refuse_moment(session: Session, at: datetime, policy: RecordPolicy) -> None:
    refuse_early(session, at, policy)
    if at > session.ends_at + policy.overrun_minutes * MINUTE:
        raise ValidationError(_("这一场已经结束，请工作人员按名单补登。"), code="over")


def refuse_early(session: Session, at: datetime, policy: RecordPolicy) -> None:
    if session.state == Session.State.CANCELLED:
        raise ValidationError(_("这一场已经取消。"), code="cancelled")
    if at < session.starts_at - policy.early_minutes * MINUTE:
        raise ValidationError(
            _("还没到签到时间：开始前 %(n)s 分钟才可以签到。") % {"n": policy.early_minutes}, code="too_early"
        )


def refuse_whole(session: Session) -> None:
    if session.in_shifts:
        raise ValidationError(_("这一场分班次，请到具体的班次签到。"), code="by_shift")


def refuse_closed(session: Session) -> None:
    if open_book(session).closed_at is not None:
        raise ValidationError(_("这一场已经结束签到，请找工作人员登记。"), code="closed")


def attend(session: Session, person: Person, *, by: User | None, walk_in: bool) -> Attendance:
    refuse_whole(session)
    open_book(session)
    signed_up = SignUp.objects.coming_for().filter(session=session, person=person).exists()
    facts = {"state": State.ARRIVED, "walk_in": walk_in or not signed_up, "by": by}
    return Attendance.objects.select_related("session").get_or_create(session=session, person=person, defaults=facts)[0]


def set_state(attended: Attendance, state: str, by: User | None) -> None:
    attended.state = state
    nothing = {"minutes": 0, "served": 0} if state in AWAY else {}
    Attendance.objects.filter(pk=attended.pk).update(state=state, by=by, at=timezone.now(), **nothing)


def come(
    attended: Attendance, at: datetime, *, how: str, by: User | None, until: datetime | None = None, device: str = ""
) -> SignPair:
    """The person's row is held: what stands here now stays true until this is written."""
    session, day = attended.session, timezone.localdate(at)
    leave_what_is_over(attended, at)
    refuse_two_places(attended, at, until or at + MINUTE)
    pairs = SignPair.objects.filter(activity=session.activity_id, person=attended.person_id, day=day)
    if (number := pairs.count() + 1) > PAIRS_A_DAY:
        raise ValidationError(_("同一个活动一天最多签到、签退 3 次。"), code="three_a_day")
    facts = {"activity_id": session.activity_id, "person_id": attended.person_id, "day": day, "number": number}
    return SignPair.objects.create(attended=attended, in_at=at, in_how=how, in_by=by, device=device, **facts)


def leave(pair: SignPair, at: datetime, *, how: str, by: User | None) -> None:
    at = max(at, pair.in_at)
    SignPair.objects.filter(pk=pair.pk, out_at=None).update(out_at=at, out_how=how, out_by=by)
    pair.out_at, pair.out_how = at, how


def leave_what_is_over(attended: Attendance, at: datetime) -> None:
    """Who forgot to sign out of a session that has ended is not kept from the next one."""
    forgotten = SignPair.objects.filter(person=attended.person_id, out_at=None).exclude(attended=attended)
    over = Q(attended__session__ends_at__lte=at)
    if attended.session.within_id:
        # who stays for the next shift goes from one to the other
        over |= Q(attended__session__within=attended.session.within_id)
    for pair in forgotten.filter(over).select_related("attended__session"):
        leave(pair, min(at, pair.attended.session.ends_at), how=How.CLOSING, by=None)
        recount([pair.attended])


def refuse_two_places(attended: Attendance, start: datetime, end: datetime) -> None:
    others = SignPair.objects.filter(person=attended.person_id, in_at__lt=end).select_related(
        "attended__session__activity"
    )
    for pair in others.exclude(out_at__lte=start):
        if pair.attended_id == attended.pk:
            raise ValidationError(_("这段时间已经登记过签到了。"), code="same_time")
        names = {"one": title_of(pair.attended.session), "other": title_of(attended.session)}
        raise ValidationError(
            _("同一时间已经在“%(one)s”签到，不能又在“%(other)s”签到。请先签退，或核对时间。") % names, code="two_places"
        )


def strike(attended: Attendance, *, by: User) -> None:
    """Somebody was ticked by mistake: their times go, the record of it stays."""
    gone, _rows = attended.pairs.all().delete()
    if gone:
        record("attendance.struck", by=by, target=f"session:{attended.session_id}", person=attended.person_id)


def recount(rows: Sequence[Attendance]) -> None:
    """The one place where minutes are made."""
    if not rows:
        return
    session, policy = rows[0].session, RecordPolicy.current()
    limits = minutes.Limits(policy.overrun_minutes, policy.session_minutes, policy.day_minutes)
    spans: dict[int, list[minutes.Span]] = defaultdict(list)
    for pair in SignPair.objects.filter(attended__in=rows).exclude(out_at=None):
        spans[pair.attended_id].append((pair.in_at, pair.out_at))
    taken = taken_that_day(rows)
    for row in rows:
        found = minutes.count(
            spans[row.pk], starts=session.starts_at, ends=session.ends_at, limits=limits, same_day=taken[row.person_id]
        )
        row.served, row.minutes = (0, 0) if row.state in AWAY else (found.served, found.minutes)
    Attendance.objects.bulk_update(rows, ["served", "minutes"], batch_size=200)


def taken_that_day(rows: Sequence[Attendance]) -> dict[int, int]:
    """Minutes each person already has from other sessions of this session's day."""
    session = rows[0].session
    day = timezone.localdate(session.starts_at)
    others = Attendance.objects.filter(person__in=[row.person_id for row in rows], session__starts_at__date=day)
    sums = (
        others.exclude(session=session).values("person").annotate(total=Sum("minutes")).values_list("person", "total")
    )
    return defaultdict(int, sums)
