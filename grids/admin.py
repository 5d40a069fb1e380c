"""The tree and the posts to look at and to export; they are changed on the desk, through actions and their lock."""

from django.contrib import admin
from django.http import HttpRequest
from import_export import fields, resources, widgets
from import_export.admin import ExportMixin, ImportExportMixin

from accounts.actions import record
from accounts.admin import ReadOnly
from grids.models import ExternalCode, Posting, Unit


@admin.register(Unit)
class UnitAdmin(ReadOnly):
    list_display = ("indented", "kind", "code", "party_name", "valid_from", "valid_until")
    list_filter = ("kind",)
    search_fields = ("name", "code", "party_name")
    ordering = ("tree_id", "lft")
    list_per_page = 200

    @admin.display(description=Unit._meta.get_field("name").verbose_name)
    def indented(self, unit: Unit) -> str:
        return "\u3000" * unit.level + unit.name


class PostingResource(resources.ModelResource):
    unit_code = fields.Field("unit__code", column_name="单元编码")
    unit_name = fields.Field("unit__name", column_name="单元")
    role = fields.Field("get_role_display", column_name="岗位")
    name = fields.Field("name", column_name="姓名")
    since = fields.Field("since", column_name="任职日期")
    until = fields.Field("until", column_name="卸任日期")
    public_phone = fields.Field("public_phone", column_name="公开电话")

    class Meta:
        model = Posting
        fields = ("unit_code", "unit_name", "role", "name", "since", "until", "public_phone")


@admin.register(Posting)
class PostingAdmin(ExportMixin, ReadOnly):
    resource_classes = [PostingResource]
    list_display = ("name", "role", "unit", "since", "until", "on_board", "public_phone")
    list_filter = ("role", "on_board")
    search_fields = ("name", "unit__name", "unit__code")
    list_select_related = ("unit",)
    date_hierarchy = "since"

    def get_export_data(self, file_format, request: HttpRequest, queryset, **options):
        data = super().get_export_data(file_format, request, queryset, **options)
        record("grids.postings_exported", by=request.user, target="posting", rows=queryset.count())
        return data


class ExternalCodeResource(resources.ModelResource):
    unit = fields.Field("unit", column_name="单元编码", widget=widgets.ForeignKeyWidget(Unit, field="code"))
    system = fields.Field("system", column_name="系统")
    code = fields.Field("code", column_name="编码")
    valid_from = fields.Field("valid_from", column_name="启用日期", widget=widgets.DateWidget())
    valid_until = fields.Field("valid_until", column_name="停用日期", widget=widgets.DateWidget())

    class Meta:
        model = ExternalCode
        fields = ("unit", "system", "code", "valid_from", "valid_until")
        import_id_fields = ("system", "code")
        clean_model_instances = True
        use_bulk = False


@admin.register(ExternalCode)
class ExternalCodeAdmin(ImportExportMixin, admin.ModelAdmin):
    resource_classes = [ExternalCodeResource]
    list_display = ("system", "code", "unit", "valid_from", "valid_until")
    list_filter = ("system",)
    search_fields = ("system", "code", "unit__name", "unit__code")
    list_select_related = ("unit",)
    raw_id_fields = ("unit",)
