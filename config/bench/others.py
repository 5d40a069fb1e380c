"""The two that an import is measured against: the floor under it, and what a plain library does."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from django.db import transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from python_calamine import CalamineWorkbook
from tablib import Dataset

from accounts.secrets import blind_index
from community import codes
from community.models import Dwelling, Household, Hukou, Person, Phone, Residence
from community.pinyin import initials
from config.bench.roster import HEADINGS, OTHERS
from grids.models import Unit

AT_ONCE = 1_000
CODED = {"民族": "ethnicity", "政治面貌": "politics", "婚姻状况": "marriage", "文化程度": "education"}


def read(content: bytes) -> Iterator[dict[str, str]]:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).iter_rows()
    headings = next(rows)
    for row in rows:
        yield dict(zip(headings, row, strict=True))


def facts(row: dict[str, str]) -> dict:
    number = row["身份证号"]
    return {
        "name": row["姓名"],
        "initials": initials(row["姓名"]),
        "doc_number": number,
        "doc_index": blind_index(number, "doc"),
        "doc_tail": blind_index(number[-4:], "doc-tail"),
        "sex": codes.SEX_WORDS[row["性别"]],
        "born": date.fromisoformat(row["出生日期"]),
        "born_precision": Person.Precision.DAY,
        "workplace": row["工作单位"],
        "note": "\n".join(f"{name}：{row[name]}" for name in OTHERS if row[name]),
        **{field: codes.code_for(field, row[heading]) for heading, field in CODED.items()},
    }


def phone_of(person: Person, number: str) -> Phone:
    return Phone(
        person=person,
        number=number,
        number_index=blind_index(number, "phone"),
        tail=blind_index(number[-4:], "phone-tail"),
    )


def floor(content: bytes) -> None:
    """Reading and writing only. Two passes over the rows, because a household needs its head."""
    buildings = dict(Unit.objects.filter(kind=Unit.Kind.BUILDING).values_list("name", "pk"))
    rows = list(read(content))
    homes = dict.fromkeys((buildings[row["楼栋"]], row["单元"], row["室"]) for row in rows)
    with transaction.atomic():
        people = Person.objects.bulk_create([Person(**facts(row)) for row in rows], AT_ONCE)
        made = [Dwelling(building_id=building, entrance=entrance, room=room) for building, entrance, room in homes]
        dwellings = dict(zip(homes, Dwelling.objects.bulk_create(made, AT_ONCE), strict=True))
        pairs = [
            (person, row, dwellings[buildings[row["楼栋"]], row["单元"], row["室"]])
            for person, row in zip(people, rows, strict=True)
        ]
        heads = {home.pk: person for person, row, home in pairs if row["与户主关系"] == "户主"}
        started = [Household(dwelling=home, head=heads[home.pk]) for home in dwellings.values()]
        households = {one.dwelling_id: one for one in Household.objects.bulk_create(started, AT_ONCE)}
        Residence.objects.bulk_create(
            [residence(person, row, home, households[home.pk]) for person, row, home in pairs], AT_ONCE
        )
        Phone.objects.bulk_create([phone_of(person, row["联系电话"]) for person, row, _home in pairs], AT_ONCE)
        Hukou.objects.bulk_create(
            [Hukou(person=person, address=row["户籍地址"], number=row["户号"]) for person, row, _home in pairs], AT_ONCE
        )


def residence(person: Person, row: dict[str, str], home: Dwelling, household: Household) -> Residence:
    relation = codes.code_for("relation", row["与户主关系"]) or ""
    kind = Residence.Kind.REGISTERED
    return Residence(person=person, dwelling=home, household=household, relation=relation, kind=kind)


class PlainResource(ModelResource):
    """As the library's documentation shows it: one row after the other, what hangs on a person saved after it."""

    doc_index = Field("doc_index", "doc_index")

    class Meta:
        model = Person
        import_id_fields = ("doc_index",)
        fields = (
            "name", "initials", "doc_number", "doc_index", "doc_tail", "sex", "born", "born_precision", "workplace",
            "note", *CODED.values(),
        )  # fmt: skip

    def before_import(self, dataset, **kwargs):
        known = [facts(row) for row in dataset.dict]
        for name in self.Meta.fields:
            dataset.append_col([row[name] for row in known], header=name)

    def after_save_instance(self, instance, row, **kwargs):
        building = Unit.objects.get(kind=Unit.Kind.BUILDING, name=row["楼栋"])
        home, _new = Dwelling.objects.get_or_create(building=building, entrance=row["单元"], room=row["室"])
        household, _new = Household.objects.get_or_create(dwelling=home, until=None)
        if row["与户主关系"] == "户主":
            Household.objects.filter(pk=household.pk).update(head=instance)
        fields = {
            "relation": codes.code_for("relation", row["与户主关系"]),
            "kind": Residence.Kind.REGISTERED,
            "household": household,
        }
        Residence.objects.update_or_create(person=instance, dwelling=home, until=None, defaults=fields)
        phone = phone_of(instance, row["联系电话"])
        if not instance.phones.filter(number_index=phone.number_index).exists():
            phone.save()
        defaults = {"address": row["户籍地址"], "number": row["户号"]}
        Hukou.objects.update_or_create(person=instance, defaults=defaults)


def plain(content: bytes) -> None:
    for dry_run in (True, False):
        table = Dataset(headers=[*HEADINGS, *OTHERS])
        table.load(BytesIO(content), format="xlsx")
        result = PlainResource().import_data(table, dry_run=dry_run, raise_errors=True, use_transactions=True)
        if len(result.rows) != len(table):
            raise ValueError("the plain import lost rows")
