"""Reference data to edit, and matters to look at: the daily work on them has its own desk."""

from django.contrib import admin
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV

from accounts.admin import ReadOnly
from issues.models import Category, Issue, IssueQuerySet


class CategoryResource(resources.ModelResource):
    class Meta:
        model = Category
        import_id_fields = ("code",)
        fields = ("code", "name", "hint", "solve_amount", "solve_measure", "emergency", "confidential", "position", "open")
        clean_model_instances = True
        skip_unchanged = True


@admin.register(Category)
class CategoryAdmin(ImportExportModelAdmin):
    resource_classes = [CategoryResource]
    formats = [CSV]
    list_display = ("name", "parent", "solve_amount", "solve_measure", "confidential", "position", "open")
    list_editable = ("solve_amount", "solve_measure", "position", "open")
    search_fields = ("name", "hint")


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
