"""Records as 民政部令第67号 orders them: the person of article 5, then the service of article 7."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_number, mask_phone
from community.models import Person, Phone, Residence
from community.reports.items import NUMBER, PHONES, PLAIN, Item
from grids.models import Unit
from volunteers.minutes import hours
from volunteers.models import ServiceRecord, ServiceRecordQuerySet, VolunteerSkill

AT_ONCE = 500
PARTS = (
    ("name", _("姓名"), PLAIN, 12),
    ("sex", _("性别"), PLAIN, 6),
    ("born", _("出生日期"), PLAIN, 12),
    ("doc_number", _("身份证件号码"), NUMBER, 22),
    ("home", _("居住区域"), PLAIN, 28),
    ("phones", _("联系方式"), PHONES, 16),
    ("skills", _("专业技能"), PLAIN, 18),
    ("category", _("服务类别"), PLAIN, 12),
    ("activity_name", _("活动名称"), PLAIN, 26),
    ("on", _("日期"), PLAIN, 12),
    ("place", _("地点"), PLAIN, 20),
    ("content", _("服务内容"), PLAIN, 36),
    ("hours", _("服务时间（小时）"), PLAIN, 14),
    ("organiser", _("活动组织单位"), PLAIN, 22),
    ("responsible", _("活动负责人"), PLAIN, 12),
)


def item_of(key: str, heading: object, shown: str, width: int) -> Item:
    return Item(f"order67_{key}", heading, lambda row: "", shown, width=width)


def columns() -> list[tuple[Item, bool]]:
    return [(item_of(*part), False) for part in PARTS]


def records_of(unit: Unit, since: date, until: date) -> ServiceRecordQuerySet:
    """Only what counts as volunteer service (article 19)."""
    inside = Unit.objects.within(unit)
    return ServiceRecord.objects.service().filter(unit__in=inside, on__gte=since, on__lte=until)


def rows_of(records: ServiceRecordQuerySet, *, full: bool) -> Iterator[tuple[int, list[str]]]:
    """Person and cells, by name and day."""
    ordered = records.select_related("person", "category").order_by("person__initials", "person", "on", "pk")
    rows = list(ordered)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        people = [row.person_id for row in some]
        homes, phones, skills = homes_of(people), phones_of(people), skills_of(people)
        for row in some:
            person = row.person
            number = person.doc_number or ""
            numbers = phones[person.pk]
            yield (
                person.pk,
                [
                    person.name,
                    person.get_sex_display(),
                    born_text(person),
                    number if full else mask_number(number),
                    homes.get(person.pk, ""),
                    "、".join(numbers if full else map(mask_phone, numbers)),
                    "、".join(skills[person.pk]),
                    row.category.name,
                    row.activity_name,
                    row.on.isoformat(),
                    row.place,
                    row.content,
                    hours(row.minutes),
                    row.organiser,
                    row.responsible,
                ],
            )


def born_text(person: Person) -> str:
    length = {"month": 7, "year": 4}.get(person.born_precision, 10)
    return person.born.isoformat()[:length] if person.born else ""


def homes_of(people: Sequence[int]) -> dict[int, str]:
    """The area somebody lives in, no door."""
    stays = Residence.objects.current().filter(person__in=people).order_by("-pk")
    return dict(stays.values_list("person", "dwelling__building__parent__name"))


def phones_of(people: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for person, number in Phone.objects.filter(person__in=people).order_by("pk").values_list("person", "number"):
        found[person].append(number)
    return found


def skills_of(people: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    held = VolunteerSkill.objects.valid().filter(volunteer__person__in=people).order_by("skill__position", "pk")
    for person, name in held.values_list("volunteer__person", "skill__name"):
        found[person].append(name)
    return found
