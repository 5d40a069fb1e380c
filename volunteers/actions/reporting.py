"""双报到 as a closed loop: report in, get a unit, take something up, serve, be rated; the home organisation reads it."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.models import Organisation, Person
from grids.models import Unit
from volunteers import help_news as news
from volunteers.actions.wishing import claim
from volunteers.models import Activity, Partner, PartnerContact, Post, Reporting, Service, Wish

S = Service.State


@transaction.atomic
def add_partner(unit: Unit, *, organisation: Organisation | None = None, name: str = "", by: User) -> Partner:
    """One of the register by its row; one from elsewhere by its name."""
    name = "" if organisation else clean_line(name)
    if not organisation and not name:
        raise ValidationError(_("请选择辖区单位，或者填写外面单位的名称。"), code="no_name")
    try:
        with transaction.atomic():
            partner = Partner.objects.create(unit=unit, organisation=organisation, name=name)
    except IntegrityError:
        raise ValidationError(_("这个单位已经登记过了。"), code="known") from None
    record("partner.added", by=by, target=f"partner:{partner.pk}")
    return partner


@transaction.atomic
def add_contact(partner: Partner, user: User, *, by: User) -> PartnerContact:
    contact, new = PartnerContact.objects.get_or_create(partner=partner, user=user, until=None)
    if new:
        record("partner.contact_added", by=by, target=f"user:{user.pk}", partner=partner.pk)
    return contact


@transaction.atomic
def end_contact(contact: PartnerContact, *, by: User) -> None:
    PartnerContact.objects.filter(pk=contact.pk, until=None).update(until=timezone.localdate())
    record("partner.contact_ended", by=by, target=f"user:{contact.user_id}", partner=contact.partner_id)


# --- the loop ----------------------------------------------------------------------------------
@transaction.atomic
def report_in(partner: Partner, person: Person, *, by: User, offers: str = "", key: UUID | None = None) -> Reporting:
    """Where one lives, once at a time; whatever the register knows is not asked again."""
    key = key or uuid4()
    if known := Reporting.objects.filter(key=key).first():
        return known
    try:
        with transaction.atomic():
            row = Reporting.objects.create(partner=partner, person=person, offers=clean_line(offers)[:200], key=key)
    except IntegrityError:
        raise ValidationError(_("这位党员已经报到过了。"), code="known") from None
    record("reporting.made", by=by, target=f"person:{person.pk}", partner=partner.pk)
    return row


@transaction.atomic
def place(row: Reporting, unit: Unit, *, by: User) -> Reporting:
    """Given to a grid; may be moved to another one later."""
    facts = {"unit": unit, "placed_at": timezone.now(), "placed_by": by}
    if not Reporting.objects.open().filter(pk=row.pk).update(**facts):
        raise ValidationError(_("这次报到已经结束。"), code="ended")
    row.refresh_from_db()
    record("reporting.placed", by=by, target=f"person:{row.person_id}", unit=unit.pk)
    return row


@transaction.atomic
def end_reporting(row: Reporting, *, by: User) -> None:
    if Reporting.objects.open().filter(pk=row.pk).update(ended_on=timezone.localdate()):
        record("reporting.ended", by=by, target=f"person:{row.person_id}")


@transaction.atomic
def take(row: Reporting, thing: Post | Wish | Activity, *, by: User) -> Service:
    """A post with a free place, a wish on the wall, or an activity; only once one has a unit."""
    now = Reporting.objects.open().select_for_update().filter(pk=row.pk).first()
    if now is None or now.unit_id is None:
        raise ValidationError(_("社区安排好服务的网格以后，就可以认领了。"), code="not_placed")
    facts: dict[str, Any] = {}
    if isinstance(thing, Post):
        facts["post"] = free_post(row, thing)
    elif isinstance(thing, Wish):
        claim(thing, by=by)
        facts["wish"] = thing
    else:
        if row.services.filter(activity=thing, state=S.TAKEN).exists():
            raise ValidationError(_("这个活动您已经认领了。"), code="known")
        facts["activity"] = thing
    return Service.objects.create(reporting=row, **facts)


def free_post(row: Reporting, post: Post) -> Post:
    post = Post.objects.open().select_for_update().get(pk=post.pk)
    taken = post.services.filter(state=S.TAKEN)
    if taken.filter(reporting=row).exists():
        raise ValidationError(_("这个岗位您已经认领了。"), code="known")
    if taken.count() >= post.places:
        raise ValidationError(_("这个岗位人已经够了，看看别的岗位吧。"), code="full")
    return post


@transaction.atomic
def serve(service: Service, *, did: str, on: date | None = None, minutes: int | None = None, by: User) -> Service:
    did, on = clean_line(did), on or timezone.localdate()
    if not did:
        raise ValidationError(_("请写一句做了什么。"), code="no_text")
    if on > timezone.localdate():
        raise ValidationError(_("服务日期不能晚于今天。"), code="future")
    facts = {"state": S.SERVED, "did": did[:200], "served_on": on, "minutes": minutes}
    move(service, S.TAKEN, facts)
    record("reporting.served", by=by, target=f"service:{service.pk}")
    return service


@transaction.atomic
def rate(service: Service, *, stars: int, words: str = "", by: User) -> Service:
    """By the community; nobody rates their own service, and nobody is ranked by it."""
    if service.reporting.person.user_id == by.pk:
        raise ValidationError(_("自己的服务要由别人评价。"), code="own")
    facts = {
        "state": S.RATED,
        "stars": stars,
        "words": clean_line(words)[:200],
        "rated_by": by,
        "rated_at": timezone.now(),
    }
    move(service, S.SERVED, facts)
    record("reporting.rated", by=by, target=f"service:{service.pk}")
    transaction.on_commit(partial(news.tell_rated, service.pk))
    return service


def move(service: Service, old: str, facts: dict[str, Any]) -> None:
    if not Service.objects.filter(pk=service.pk, state=old).update(**facts):
        raise ValidationError(_("这条服务已经有了新进展，请刷新看看。"), code="moved_on")
    service.refresh_from_db()


@transaction.atomic
def open_post(unit: Unit, *, name: str, text: str = "", places: int = 1, by: User) -> Post:
    post = Post.objects.create(unit=unit, name=clean_line(name), text=clean_line(text), places=places)
    record("post.opened", by=by, target=f"post:{post.pk}")
    return post


@transaction.atomic
def end_post(post: Post, *, by: User) -> None:
    if Post.objects.open().filter(pk=post.pk).update(ended_on=timezone.localdate()):
        record("post.ended", by=by, target=f"post:{post.pk}")
