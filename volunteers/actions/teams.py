"""Teams: founded, joined, led, ended."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from grids.models import Unit
from grids.publish import bump_public_version, objections
from volunteers.models import Membership, Team, Volunteer


@transaction.atomic
def found(
    unit: Unit, *, name: str, kind: str, by: User, about: str = "", since: date | None = None, on_board: bool = True
) -> Team:
    name, about = clean_line(name)[:60], clean_block(about)
    refuse_unfit(name, about)
    try:
        with transaction.atomic():
            facts = {"about": about, "since": since or timezone.localdate(), "on_board": on_board}
            team = Team.objects.create(unit=unit, name=name, kind=kind, **facts)
    except IntegrityError:
        raise ValidationError(_("这里已经有一支同名的队伍。"), code="team_known") from None
    record("team.founded", by=by, target=f"team:{team.pk}")
    bump_public_version()
    return team


def refuse_unfit(name: str, about: str) -> None:
    if not name:
        raise ValidationError(_("请填写队伍名称。"), code="no_name")
    if wrong := objections(f"{name}\n{about}"):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in wrong])


@transaction.atomic
def change(team: Team, *, by: User, name: str, kind: str, about: str, on_board: bool) -> Team:
    name, about = clean_line(name)[:60], clean_block(about)
    refuse_unfit(name, about)
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(name=name, kind=kind, about=about, on_board=on_board)
    except IntegrityError:
        raise ValidationError(_("这里已经有一支同名的队伍。"), code="team_known") from None
    record("team.changed", by=by, target=f"team:{team.pk}")
    bump_public_version()
    team.refresh_from_db()
    return team


@transaction.atomic
def join(team: Team, volunteer: Volunteer, *, by: User, role: str = Membership.Role.MEMBER) -> Membership:
    if team.ended_on:
        raise ValidationError(_("这支队伍已经解散。"), code="ended")
    if volunteer.state != Volunteer.State.ACTIVE:
        raise ValidationError(_("只有在册志愿者可以加入队伍。"), code="not_active")
    try:
        with transaction.atomic():
            return Membership.objects.create(team=team, volunteer=volunteer, role=role)
    except IntegrityError:
        raise ValidationError(_("这位志愿者已经在队里。"), code="member_already") from None


def give_role(membership: Membership, role: str, *, by: User) -> None:
    if not Membership.objects.current().filter(pk=membership.pk).update(role=role):
        raise ValidationError(_("这位志愿者已经不在队里。"), code="moved_on")
    record("team.role", by=by, target=f"team:{membership.team_id}", role=role)


def part(membership: Membership, *, by: User) -> None:
    if not Membership.objects.current().filter(pk=membership.pk).update(until=timezone.localdate()):
        raise ValidationError(_("这位志愿者已经不在队里。"), code="moved_on")


@transaction.atomic
def end(team: Team, *, by: User) -> None:
    today = timezone.localdate()
    if not Team.objects.current().filter(pk=team.pk).update(ended_on=today):
        raise ValidationError(_("这支队伍已经解散。"), code="moved_on")
    Membership.objects.current().filter(team=team).update(until=today)
    record("team.ended", by=by, target=f"team:{team.pk}")
    bump_public_version()
