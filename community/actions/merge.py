"""Two records of one person become one: nothing that was known is lost, and the other record points to the kept one."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from community.actions.person import changed_meanwhile
from community.codes import HEAD
from community.models import Consent, DataRequest, Disclosure, Household, Hukou, Person, Phone, Residence, ServiceNeed
from community.pinyin import initials

KEPT, OTHER, BOTH = "kept", "other", "both"
# what a person can be asked about when the records disagree; the document and what it tells are not a matter of choice
FACTS = (
    "name", "sex", "born", "ethnicity", "politics", "former_name", "marriage", "education", "workplace",
    "doc_expires_on", "guardian", "died_on", "note", "user",
)  # fmt: skip
SAYS_NOTHING = {"sex": (Person.Sex.UNKNOWN, Person.Sex.UNSTATED)}
DOCUMENT = ("doc_type", "doc_number", "doc_index", "doc_tail")
HUKOU = ("unit_id", "address", "number", "relation")


@transaction.atomic
def merge(
    kept: Person,
    other: Person,
    *,
    choices: Mapping[str, str],
    seen: tuple[datetime, datetime] | None = None,
    by: User | None,
) -> Person:
    """``choices`` says for each of ``differences`` whose value stays: kept, other, or (of notes) both.

    ``seen`` are both records' ``changed_at`` as the page showed them: whoever was slower is told so.
    """
    held = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=(kept.pk, other.pk)).order_by("pk")}
    kept, other = held[kept.pk], held[other.pk]
    if seen and seen != (kept.changed_at, other.changed_at):
        raise changed_meanwhile()
    refuse_merge(kept, other)
    asked = differences(kept, other)
    if any(choices.get(name) not in offered(name) for name in asked):
        raise ValidationError(_("两条记录有不同的地方，请在每一处选择保留哪一个。"), code="undecided")
    facts = {name: chosen(name, kept, other, choices.get(name, KEPT)) for name in FACTS}
    leave(other, kept)
    take(kept, other, facts)
    join_hukou(kept, other, choices.get("hukou", KEPT))
    move_everything(kept, other)
    fields = sorted(name for name in asked if choices[name] != KEPT)
    record("person.merged_into", by=by, target=f"person:{other.pk}", kept=kept.pk)
    record("person.merged", by=by, target=f"person:{kept.pk}", other=other.pk, fields=fields)
    kept.refresh_from_db()
    return kept


def refuse_merge(kept: Person, other: Person) -> None:
    if kept.pk == other.pk:
        raise ValidationError(_("这是同一条记录，请选择另一条。"), code="same_record")
    if kept.merged_into_id or other.merged_into_id:
        raise ValidationError(_("其中一条记录已经合并过了，请回到居民名单重新查找。"), code="moved_on")
    if kept.doc_index and other.doc_index:
        raise ValidationError(
            _("两条记录的证件号码不同，不能合并。号码登记错了的话，先在那条记录上改好或去掉号码。"), code="two_numbers"
        )
    if (kept.died_on is None) != (other.died_on is None):
        raise ValidationError(
            _("一条记录已登记去世，另一条没有。请先核对，在另一条上也登记去世，再合并。"), code="one_died"
        )
    kinds = DataRequest.objects.open().filter(person=other).values("kind")
    if DataRequest.objects.open().filter(person=kept, kind__in=kinds).exists():
        raise ValidationError(
            _("两条记录都有还没答复的同一种个人信息请求，请先答复其中一条，再合并。"), code="two_requests"
        )


def differences(kept: Person, other: Person) -> list[str]:
    """Names of facts that both records know and disagree about, in the order of the page; hukou last."""
    asked = [name for name in FACTS if disagree(name, kept, other)]
    two = Hukou.objects.filter(person__in=(kept, other)).values_list(*HUKOU)
    return [*asked, "hukou"] if len(set(two)) > 1 else asked


def offered(name: str) -> tuple[str, ...]:
    return (KEPT, OTHER, BOTH) if name == "note" else (KEPT, OTHER)


def disagree(name: str, kept: Person, other: Person) -> bool:
    mine, theirs = getattr(kept, name), getattr(other, name)
    if not (known(name, mine) and known(name, theirs)) or mine == theirs:
        return False
    if name in ("born", "sex") and (kept.doc_index or other.doc_index):
        return False
    if name == "guardian" and {kept, other} & {mine, theirs}:
        return False
    return name != "born" or not same_birth(kept, other)


def known(name: str, value: Any) -> bool:
    return bool(value) and value not in SAYS_NOTHING.get(name, ())


def same_birth(kept: Person, other: Person) -> bool:
    """1990 and 1990-03-07 say the same, one of them more precisely."""
    return told(kept.born, coarser(kept, other)) == told(other.born, coarser(kept, other))


def coarser(kept: Person, other: Person) -> int:
    return min(PARTS.get(person.born_precision, 3) for person in (kept, other))


def told(day: date | None, parts: int) -> tuple[int, ...]:
    return (day.year, day.month, day.day)[:parts] if day else ()


PARTS = {Person.Precision.YEAR: 1, Person.Precision.MONTH: 2, Person.Precision.DAY: 3}


def chosen(name: str, kept: Person, other: Person, choice: str) -> Any:
    mine, theirs = getattr(kept, name), getattr(other, name)
    if name == "guardian":
        mine, theirs = (None if one in (kept, other) else one for one in (mine, theirs))
    if choice == BOTH:
        return f"{mine}\n{theirs}"
    if name in ("born", "sex") and other.doc_index and known(name, theirs):
        return theirs
    if name == "born" and mine and theirs and not disagree(name, kept, other) and not kept.doc_index:
        return theirs if PARTS.get(other.born_precision, 3) > PARTS.get(kept.born_precision, 3) else mine
    first, second = (mine, theirs) if choice == KEPT else (theirs, mine)
    return first if known(name, first) or not known(name, second) else second


def leave(other: Person, kept: Person) -> None:
    """The other record stays as a signpost; numbers, account and guardian belong to the kept one from now on."""
    nothing = {"doc_number": None, "doc_index": None, "doc_tail": "", "doc_hint": "", "user": None, "guardian": None}
    there = Person.objects.filter(pk=other.pk, merged_into=None)
    if not there.update(**nothing, merged_into=kept, changed_at=timezone.now()):
        raise changed_meanwhile()


def take(kept: Person, other: Person, facts: dict[str, Any]) -> None:
    if facts["born"] != kept.born:
        facts["born_precision"] = other.born_precision
    if facts["born"] and facts["died_on"] and facts["died_on"] < facts["born"]:
        raise ValidationError(_("这样合并后，去世日期早于出生日期。请重新选择保留哪一个。"), code="before_birth")
    if not kept.doc_index and other.doc_index:
        facts |= {name: getattr(other, name) for name in DOCUMENT}
    facts["doc_hint"] = "" if kept.doc_index or other.doc_index else kept.doc_hint or other.doc_hint
    verified = [day for day in (kept.verified_on, other.verified_on) if day]
    facts |= {"initials": initials(facts["name"]), "verified_on": max(verified, default=None)}
    Person.objects.filter(pk=kept.pk).update(**facts, changed_at=timezone.now())


def join_hukou(kept: Person, other: Person, choice: str) -> None:
    entries = {entry.person_id: entry for entry in Hukou.objects.filter(person__in=(kept, other))}
    if len(entries) == 2:
        entries[(other if choice == KEPT else kept).pk].delete()
    Hukou.objects.filter(person=other).update(person=kept)


def move_everything(kept: Person, other: Person) -> None:
    """Whatever points to a person follows, tables of later apps as well; SPECIAL where two may not both go."""
    for relation in Person._meta.get_fields(include_hidden=True):
        # a list of people follows by the rows of its own table
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        if relation.related_model._meta.auto_created:
            drop_known_entries(relation, kept, other)
        if prepare := SPECIAL.get((relation.related_model.__name__, relation.field.name)):
            prepare(kept, other)
        rows = relation.related_model._base_manager.filter(**{relation.field.name: other})
        rows.update(**{relation.field.name: kept})
    living = Residence.objects.current().filter(person=kept)
    living.filter(household__in=Household.objects.filter(head=kept)).update(relation=HEAD)
    withdraw_again(kept)


def drop_known_entries(relation: ForeignObjectRel, kept: Person, other: Person) -> None:
    """Whoever stands on a list under both records stands there once."""
    table, name = relation.related_model._base_manager, relation.field.name
    lists = [field.name for field in table.model._meta.fields if field.is_relation and field.name != name]
    own = table.filter(**{name: kept}).values(*lists)
    table.filter(**{name: other, f"{lists[0]}__in": own}).delete()


def drop_known_phones(kept: Person, other: Person) -> None:
    own = {phone.number_index: phone for phone in kept.phones.all()}
    for phone in Phone.objects.filter(person=other, number_index__in=own):
        if phone.label and not own[phone.number_index].label:
            Phone.objects.filter(pk=own[phone.number_index].pk).update(label=phone.label)
        phone.delete()


def join_stays(kept: Person, other: Person) -> None:
    """Nobody lives in one flat twice: both stays there become one, from the earlier day."""
    own = {stay.dwelling_id: stay for stay in Residence.objects.current().filter(person=kept)}
    for double in Residence.objects.current().filter(person=other, dwelling__in=own):
        stay = own[double.dwelling_id]
        begun = [day for day in (stay.since, double.since) if day]
        facts = {
            "since": min(begun, default=None),
            "kind": stay.kind or double.kind,
            "relation": stay.relation or double.relation,
            "household": stay.household_id or double.household_id,
        }
        double.delete()
        Residence.objects.filter(pk=stay.pk).update(**facts)


def end_known_needs(kept: Person, other: Person) -> None:
    own = ServiceNeed.objects.filter(person=kept, until=None).values_list("group", flat=True)
    yesterday = timezone.localdate() - timedelta(days=1)
    for need in ServiceNeed.objects.filter(person=other, until=None, group__in=list(own)):
        ServiceNeed.objects.filter(pk=need.pk).update(until=max(need.since, yesterday))


def drop_known_consents(kept: Person, other: Person) -> None:
    """The earlier day counts."""
    own = {consent.purpose: consent for consent in Consent.objects.filter(person=kept, withdrawn_on=None)}
    for double in Consent.objects.filter(person=other, withdrawn_on=None, purpose__in=own):
        if double.given_on < own[double.purpose].given_on:
            facts = {"given_on": double.given_on, "how": double.how, "by": double.by_id}
            Consent.objects.filter(pk=own[double.purpose].pk).update(**facts)
        double.delete()


def withdraw_again(kept: Person) -> None:
    """Who withdrew on one record did not mean to stay agreed on the other."""
    for consent in Consent.objects.filter(person=kept, withdrawn_on=None):
        later = Consent.objects.filter(person=kept, purpose=consent.purpose, withdrawn_on__gt=consent.given_on)
        if last := later.order_by("-withdrawn_on").first():
            Consent.objects.filter(pk=consent.pk).update(withdrawn_on=last.withdrawn_on)


def drop_known_disclosures(kept: Person, other: Person) -> None:
    own = Disclosure.objects.filter(person=kept).values("export")
    Disclosure.objects.filter(person=other, export__in=own).delete()


SPECIAL: dict[tuple[str, str], Callable[[Person, Person], None]] = {
    ("Phone", "person"): drop_known_phones,
    ("Residence", "person"): join_stays,
    ("ServiceNeed", "person"): end_known_needs,
    ("Consent", "person"): drop_known_consents,
    ("Disclosure", "person"): drop_known_disclosures,
}


def before_joining(model: str, field: str, prepare: Callable[[Person, Person], None]) -> None:
    """For an app above: what must happen before its rows follow to the kept record."""
    SPECIAL[(model, field)] = prepare
