"""Reference data to edit, and matters to look at: the daily work on them has its own desk."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV

from accounts.actions import record
from accounts.admin import ReadOnly
from issues.limits import calendar
from issues.models import Category, Holiday, Issue, IssueQuerySet, OfficeHour, Policy, Question, Reply


class CategoryResource(resources.ModelResource):
    class Meta:
        model = Category
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "hint",
            "solve_amount",
            "solve_measure",
            "emergency",
            "confidential",
            "position",
            "open",
        )
        clean_model_instances = True
        skip_unchanged = True


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0


@admin.register(Category)
class CategoryAdmin(ImportExportModelAdmin):
    inlines = [QuestionInline]
    resource_classes = [CategoryResource]
    formats = [CSV]
    list_display = ("name", "parent", "solve_amount", "solve_measure", "confidential", "position", "open")
    list_editable = ("solve_amount", "solve_measure", "position", "open")
    search_fields = ("name", "hint")


class HolidayResource(resources.ModelResource):
    class Meta:
        model = Holiday
        import_id_fields = ("day",)
        fields = ("day", "works", "name")
        clean_model_instances = True
        skip_unchanged = True


@admin.register(Holiday)
class HolidayAdmin(ImportExportModelAdmin):
    """The yearly notice of days off, typed or brought in as a table."""

    resource_classes = [HolidayResource]
    formats = [CSV]
    list_display = ("day", "works", "name")
    list_editable = ("works", "name")
    date_hierarchy = "day"
    ordering = ("-day",)

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if missing := calendar().missing_years(timezone.localdate()):
            years = "、".join(str(year) for year in missing)
            sentence = _("还没有 %(years)s 年的放假安排，期限会按周一到周五来算。国务院通知出来后请补上。")
            messages.warning(request, sentence % {"years": years})
        return super().changelist_view(request, extra_context)


@admin.register(OfficeHour)
class OfficeHourAdmin(admin.ModelAdmin):
    list_display = ("start", "end")


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    """One row of numbers; it is there from the start and stays."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        record("issues.policy_changed", by=request.user, target="policy", fields=form.changed_data)


@admin.register(Reply)
class ReplyAdmin(admin.ModelAdmin):
    list_display = ("title", "category", "position")
    list_filter = ("category",)
    search_fields = ("title", "text")


@admin.register(Issue)
class IssueAdmin(ReadOnly):
    """Read only, within the reader's own scope, and without the reporter's name and number."""

    list_display = ("number", "category", "unit", "state", "handler", "due_at", "received_at")
    list_filter = ("state", "category")
    search_fields = ("number", "text")
    list_select_related = ("category", "unit", "handler")
    fields = (
        *("number", "category", "text", "public_title", "unit", "place", "channel", "state", "handler", "severity"),
        *("due_at", "received_at", "answered_at", "closed_at", "rating", "rating_text", "reopened"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> IssueQuerySet:
        return Issue.objects.visible_to(request.user)
