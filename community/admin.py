"""Reference data for the technical administrator: flats by spreadsheet, people to look at and masked.

Search is left off people on purpose: the stock admin puts what is searched into addresses and logs.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DecimalWidget, ForeignKeyWidget, IntegerWidget

from accounts.actions import record
from accounts.admin import ReadOnly
from accounts.masks import mask_name, mask_number
from accounts.models import User
from accounts.text import clean_line
from community.imports.safe import safe_cell
from community.models import Dwelling, Notice, Person
from grids.models import Posting, Unit

USES = {str(label): value for value, label in Dwelling.Use.choices}


class ExcelCSV(CSV):
    """With the mark by which spreadsheet programs on Chinese Windows see UTF-8."""

    def export_data(self, dataset, **options) -> str:
        return "\ufeff" + super().export_data(dataset, **options)


class CodeOfBuilding(ForeignKeyWidget):
    """Buildings by their code, only those of the administrator's own scope."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__(Unit, "code")
        self.user = user

    def get_queryset(self, value, row, *args, **options) -> QuerySet:
        return own_buildings(self.user)

    def clean(self, value, row=None, **options):
        try:
            return super().clean(clean_line(str(value or "")), row, **options)
        except Unit.DoesNotExist:
            raise ValidationError(_("没有编码为 %s 的楼栋，或者不在您的范围里。") % value) from None


def own_buildings(user: User | None) -> QuerySet:
    return Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).of_kind(Unit.Kind.BUILDING)


class LineWidget(CharWidget):
    def clean(self, value, row=None, **options) -> str:
        return clean_line(str(value or ""))

    def render(self, value, obj=None, **options) -> str:
        return safe_cell(str(value or ""))


class UseWidget(CharWidget):
    """``出租`` rather than ``let``; the code is understood too."""

    def clean(self, value, row=None, **options) -> str:
        word = clean_line(str(value or ""))
        if word and word not in USES and word not in USES.values():
            raise ValidationError(_("用途只能写：%s。") % "、".join(USES))
        return USES.get(word, word)

    def render(self, value, obj=None, **options) -> str:
        return str(Dwelling.Use(value).label) if value else ""


class DwellingResource(ModelResource):
    building = Field("building", gettext_lazy("楼栋编码"), CodeOfBuilding())
    entrance = Field("entrance", gettext_lazy("单元"), LineWidget())
    room = Field("room", gettext_lazy("室"), LineWidget())
    floor = Field("floor", gettext_lazy("楼层"), IntegerWidget())
    area = Field("area", gettext_lazy("建筑面积"), DecimalWidget())
    use = Field("use", gettext_lazy("用途"), UseWidget())
    area_source = Field("area_source", gettext_lazy("面积的来源"), LineWidget())

    class Meta:
        model = Dwelling
        fields = ("building", "entrance", "room", "floor", "area", "use", "area_source")
        import_id_fields = ("building", "entrance", "room")
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def __init__(self, user: User | None = None, **options) -> None:
        super().__init__(**options)
        self.fields["building"].widget = CodeOfBuilding(user)


@admin.register(Dwelling)
class DwellingAdmin(ImportExportModelAdmin):
    resource_classes = (DwellingResource,)
    import_formats = export_formats = (ExcelCSV,)
    list_display = ("__str__", "building", "floor", "area", "use")
    list_filter = ("use",)
    list_select_related = ("building",)
    search_fields = ("room", "building__name", "building__code")
    ordering = ("building__lft", "position")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(pk__in=Dwelling.objects.visible_to(request.user).values("pk"))

    def get_import_resource_kwargs(self, request: HttpRequest, **options) -> dict:
        return {"user": request.user}

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **options):
        if db_field.name == "building":
            options["queryset"] = own_buildings(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def save_model(self, request: HttpRequest, dwelling: Dwelling, form, change: bool) -> None:
        super().save_model(request, dwelling, form, change)
        verb = "dwelling.changed" if change else "dwelling.added"
        record(verb, by=request.user, target=f"dwelling:{dwelling.pk}", fields=form.changed_data)


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("masked_name", "masked_number", "sex", "died_on", "changed_at")
    list_filter = ("sex", "doc_type")
    list_display_links = None
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(pk__in=Person.objects.visible_to(request.user).values("pk"))

    def has_view_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """The list only: the stock page of one row prints the name in its title."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=gettext_lazy("姓名"))
    def masked_name(self, person: Person) -> str:
        return mask_name(person.name)

    @admin.display(description=gettext_lazy("证件号码"))
    def masked_number(self, person: Person) -> str:
        return mask_number(person.doc_number or "") or "—"


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """To look back at; notices are written, published and withdrawn at the desk, where they are looked through."""

    list_display = ("title", "kind", "unit", "by", "published_at", "withdrawn_at")
    list_filter = ("kind",)
    list_select_related = ("unit", "by")
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Notice.objects.visible_to(request.user)
