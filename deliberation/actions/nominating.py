"""Who is put forward, who that is in the register, whether they are willing, and whether they stand."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community.actions.adding import read_phone
from community.models import Person
from deliberation.models import Contest, ContestCategory, Nominee
from grids.publish import bump_public_version, objections

State = Nominee.State


def nominate(
    category: ContestCategory,
    *,
    key: UUID,
    name: str,
    deed: str,
    by: User | None,
    place: str = "",
    nominator: str = "",
    phone: str = "",
) -> Nominee:
    """Waits for screening, read by staff alone; the same key always gives the same nomination."""
    earlier = Nominee.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    name, deed = clean_line(name)[:40], clean_block(deed)[:500]
    if not name or not deed:
        raise ValidationError(_("请写推荐谁，以及为什么推荐。"), code="required")
    open_now = Contest.objects.filter(
        pk=category.contest_id, state=Contest.State.ANNOUNCED, nominate_until__gt=Now()
    ).exists()
    if not open_now:
        raise ValidationError(_("现在不在推荐的时间里。"), code="closed")
    facts = {"name": name, "deed": deed, "place": clean_line(place)[:60], "nominator": clean_line(nominator)[:40]}
    number = read_phone(phone) if phone else ""
    try:
        with transaction.atomic():
            return Nominee.objects.create(key=key, category=category, nominated_by=by, phone=number, **facts)
    except IntegrityError:
        twin = Nominee.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin


# --- consent -----------------------------------------------------------------------------------
@transaction.atomic
def ask_consent(nominee: Nominee, *, person: Person, by: User) -> Nominee:
    """Say who it is, and ask them in their own account; who has none is asked by staff and says so in ``approve``."""
    found = Nominee.objects.filter(pk=nominee.pk, state=State.NOMINATED)
    if person.user is None:
        raise ValidationError(_("这位居民没有账号，请当面或打电话问，把结果写在审核里。"), code="no_account")
    if not found.update(person=person, consented_at=None, consent_how=""):
        raise moved_on()
    nominee.refresh_from_db()
    title = _("邻居推荐您参加“%(category)s”评选，请看您愿不愿意") % {"category": nominee.category}
    link = reverse("deliberation:nominee_consent", args=[nominee.token])
    tell(person.user, title, link=link, key=f"nominee:{nominee.pk}:{person.pk}")
    return nominee


@transaction.atomic
def answer_consent(nominee: Nominee, *, willing: bool, by: User) -> Nominee:
    """The nominee's own word, from their own account."""
    if nominee.person is None or nominee.person.user_id != by.pk:
        raise ValidationError(_("只有被推荐的本人能回答。"), code="not_you")
    found = Nominee.objects.filter(pk=nominee.pk, state=State.NOMINATED)
    yes = {"consented_at": timezone.now(), "consent_how": _("本人在网上同意")}
    no = {"state": State.REJECTED, "answer": _("本人不愿意参评"), "consented_at": None}
    if not found.update(**(yes if willing else no)):
        raise moved_on()
    nominee.refresh_from_db()
    record("nominee.consent", by=by, target=f"nominee:{nominee.pk}", willing=willing)
    return nominee


# --- screening ---------------------------------------------------------------------------------
@transaction.atomic
def approve(nominee: Nominee, *, person: Person, public_deed: str, by: User, consent_how: str = "") -> Nominee:
    """On the ballot, under the next number: somebody of the register who is willing, once in a category."""
    category, deed, how = nominee.category, clean_block(public_deed)[:300], clean_line(consent_how)[:80]
    if not deed:
        raise ValidationError(_("请写公开的事迹，大家看着它投票。"), code="required")
    if sentences := objections(deed):
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    if person.user_id == by.pk:
        raise ValidationError(_("不能审核自己的提名，请同事来办。"), code="own")
    hold_screening(category.contest)
    nominee.refresh_from_db()
    own_word = nominee.consented_at is not None and nominee.person_id == person.pk
    if not own_word and not how:
        raise ValidationError(_("要本人同意才能参评。请写怎样同意的，例如：10 月 3 日当面问过。"), code="consent")
    if category.nominees.filter(person=person, state=State.APPROVED).exists():
        raise ValidationError(_("这位居民已经是这个奖项的候选人。请把这一份退回，写明“已有人推荐”。"), code="already")
    last = category.nominees.aggregate(last=Max("number"))["last"] or 0
    facts = {
        "state": State.APPROVED,
        "person": person,
        "name": person.name,
        "public_deed": deed,
        "number": last + 1,
        "screened_by": by,
    }
    if not own_word:
        facts |= {"consented_at": timezone.now(), "consent_how": how}
    if not Nominee.objects.filter(pk=nominee.pk, state=State.NOMINATED).update(**facts):
        raise moved_on()
    nominee.refresh_from_db()
    bump_public_version()
    tell_nominator(nominee, _("您推荐的人成了候选人：%(name)s") % {"name": nominee.name})
    record("nominee.approved", by=by, target=f"nominee:{nominee.pk}", person=person.pk)
    return nominee


@transaction.atomic
def rename(nominee: Nominee, *, name: str, by: User) -> Nominee:
    """As the register writes it; whoever put them forward may have heard it wrong."""
    name = clean_line(name)[:40]
    found = Nominee.objects.filter(pk=nominee.pk, state=State.NOMINATED)
    if not name or not found.update(name=name, person=None, consented_at=None, consent_how=""):
        raise moved_on()
    nominee.refresh_from_db()
    record("nominee.renamed", by=by, target=f"nominee:{nominee.pk}")
    return nominee


@transaction.atomic
def reject(nominee: Nominee, *, reason: str, by: User) -> Nominee:
    """Not on the ballot, or off it again before the first vote; whoever put them forward reads why."""
    answer = clean_line(reason)[:200]
    if not answer:
        raise ValidationError(_("请写明为什么不列入，推荐的人会看到。"), code="required")
    hold_screening(nominee.category.contest)
    found = Nominee.objects.filter(pk=nominee.pk, state__in=(State.NOMINATED, State.APPROVED))
    if not found.update(state=State.REJECTED, answer=answer, screened_by=by):
        raise moved_on()
    nominee.refresh_from_db()
    bump_public_version()
    tell_nominator(nominee, _("您的推荐没有列入：%(answer)s") % {"answer": answer})
    record("nominee.rejected", by=by, target=f"nominee:{nominee.pk}", reason=answer)
    return nominee


def hold_screening(contest: Contest) -> None:
    """One at a time, and by the database's clock not after the first ballot could come."""
    found = Contest.objects.filter(pk=contest.pk, state=Contest.State.ANNOUNCED, opens_at__gt=Now())
    if not found.update(cast=F("cast")):
        raise ValidationError(_("投票已经开始，候选人名单不能再变。"), code="frozen")


def tell_nominator(nominee: Nominee, title: str) -> None:
    if nominee.nominated_by is not None:
        tell(nominee.nominated_by, title, link=reverse("deliberation:contest", args=[nominee.category.contest_id]))


def moved_on() -> ValidationError:
    return ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
