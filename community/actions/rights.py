"""What a person may ask about their own data, and who has it (registry S09, S14).

``disclose(export, person_pks)``: whoever writes a file with residents in it says which ones, in the same transaction.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record, tell
from accounts.models import User
from accounts.text import clean_block, clean_line
from community import fields
from community.actions.erasing import erase
from community.models import DataRequest, Disclosure, Export, Person, Residence, ServiceNeed
from grids.models import Posting, Unit

AT_ONCE = 1000
SHORTEST_REASON = 2
MY_DATA = "community:my_data"
# the administrator may answer too, and is not disturbed with it
ANSWERERS = (Posting.Role.SECRETARY, Posting.Role.WORKER)


def disclose(export: Export, person_pks: Iterable[int]) -> int:
    """Remember who stands in an exported file; said twice, it is remembered once. Answers how many stand there."""
    people = set(person_pks)
    rows = [Disclosure(export=export, person_id=pk) for pk in sorted(people)]
    Disclosure.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(people)


# --- requests ----------------------------------------------------------------------------------


@transaction.atomic
def ask(person: Person, kind: str, *, text: str = "", by: User | None, address: str = "") -> DataRequest:
    """``by`` is who types it in: the person's own account, or staff for somebody at the counter or on the phone."""
    text = clean_block(text)
    if kind not in DataRequest.Kind.values:
        raise ValidationError(_("请选择您要我们做什么。"), code="no_kind")
    if kind != DataRequest.Kind.COPY and not text:
        raise ValidationError(_("请写明哪一项要更正或删除，例如“电话换成了新的”。"), code="no_text")
    own = by is not None and by.pk == person.user_id
    due = timezone.localdate() + timedelta(days=fields.DUE)
    try:
        with transaction.atomic():
            asked = DataRequest.objects.create(person=person, kind=kind, text=text, due_on=due, by=None if own else by)
    except IntegrityError:
        raise ValidationError(
            _("同样的请求已经在办，最晚答复的日子写在下面。要补充，请给社区打电话。"), code="open_already"
        ) from None
    if own:
        tell_keepers(asked)
    record("request.asked", by=by, target=f"person:{person.pk}", address=address, request=asked.pk, kind=kind)
    return asked


def tell_keepers(asked: DataRequest) -> None:
    """Whoever may answer it for the places where the person lives; no name in the message."""
    places = Unit.objects.filter(dwellings__residences__in=Residence.objects.current().filter(person=asked.person_id))
    title = _("有居民提出了个人信息请求，最晚 %(day)s 答复") % {"day": f"{asked.due_on:%Y-%m-%d}"}
    link = reverse("community:request", args=[asked.pk])
    for place in places:
        posts = Posting.objects.current().over(place).filter(role__in=ANSWERERS, user__is_active=True)
        for post in posts.select_related("user"):
            tell(post.user, title, link=link, key=f"request:{asked.pk}:asked:{post.user_id}")


@transaction.atomic
def answer(
    asked: DataRequest, *, result: str, reply: str, by: User, erased: bool = False, address: str = ""
) -> DataRequest:
    """One answer with its reason; ``erased``: the person moved away, and the record goes with this answer."""
    reply = clean_block(reply)
    if result not in DataRequest.Answer.values:
        raise ValidationError(_("请选择办理结果。"), code="no_result")
    if not reply:
        raise ValidationError(_("请写明怎么办的；不能办理的，写明为什么。本人会看到这段话。"), code="no_reply")
    answered = {"answer": result, "reply": reply, "answered_at": timezone.now(), "answered_by": by}
    if not DataRequest.objects.filter(pk=asked.pk, answered_at=None).update(**answered):
        raise ValidationError(_("这件请求已经有人答复过了，请看答复的内容。"), code="moved_on")
    asked.refresh_from_db()
    person = Person.objects.select_related("user").get(pk=asked.person_id)
    if person.user is not None:
        title = _("您关于个人信息的请求有了答复")
        tell(person.user, title, link=reverse(MY_DATA), key=f"request:{asked.pk}:answered")
    if erased:
        erase(person, reason=reply[:200], by=by, address=address)
    facts = {"request": asked.pk, "kind": asked.kind, "result": result}
    record("request.answered", by=by, target=f"person:{person.pk}", address=address, **facts)
    return asked


# --- one's own page ----------------------------------------------------------------------------


@transaction.atomic
def show_own(person: Person, *, by: User, address: str = "") -> None:
    """Their own numbers in the clear, once; on record, because a phone lies about and somebody else picks it up."""
    record("person.seen_by_self", by=by, target=f"person:{person.pk}", address=address)


@transaction.atomic
def copy_out(person: Person, *, by: User, form: str, address: str = "") -> None:
    """Everything held about one person leaves as a file or on paper, for that person."""
    record("person.copied", by=by, target=f"person:{person.pk}", address=address, form=form)


def account_of(person: Person) -> User | None:
    """The account that proved one of the person's numbers by a code and belongs to nobody in the register yet."""
    numbers = list(person.phones.values_list("number_index", flat=True))
    proved = User.objects.filter(phone_index__in=numbers, phone_verified=True, is_active=True, person=None)
    return proved.order_by("pk").first()


@transaction.atomic
def link_account(person: Person, *, by: User, address: str = "") -> User:
    """Let an account see this person's data; only the account whose proved number stands in the register."""
    account = account_of(person)
    if account is None:
        raise ValidationError(
            _("没有找到用这位居民登记的手机号登录过的账号。请先核对电话，再请本人用这个手机号登录一次。"),
            code="no_account",
        )
    try:
        with transaction.atomic():
            linked = Person.objects.filter(pk=person.pk, user=None).update(user=account)
    except IntegrityError:
        linked = 0
    if not linked:
        raise ValidationError(_("这位居民或这个账号刚刚已经关联了别的，请刷新页面看一看。"), code="moved_on")
    tell(account, _("您可以查看自己的资料了"), link=reverse(MY_DATA), key=f"linked:{person.pk}:{account.pk}")
    record("person.account_linked", by=by, target=f"person:{person.pk}", address=address, account=account.pk)
    return account


@transaction.atomic
def unlink_account(person: Person, *, by: User, address: str = "") -> None:
    if not Person.objects.filter(pk=person.pk).exclude(user=None).update(user=None):
        raise ValidationError(_("这位居民没有关联账号，不用取消。"), code="moved_on")
    record("person.account_unlinked", by=by, target=f"person:{person.pk}", address=address)


# --- sensitive facts ---------------------------------------------------------------------------


@transaction.atomic
def reveal_need(need: ServiceNeed, *, reason: str, by: User, address: str = "") -> str:
    """What is written about one service need, for a reason that stays on record (registry S11, S15)."""
    reason = clean_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(_("请写明查看的理由，例如“上门前了解情况”。"), code="no_reason")
    if not need.note:
        raise ValidationError(_("这一项没有写说明，没有可以查看的内容。"), code="nothing_there")
    target = f"person:{need.person_id}"
    record("person.revealed", by=by, target=target, reason=reason, address=address, field=f"need:{need.pk}")
    return need.note
