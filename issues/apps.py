from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    name = "issues"
    verbose_name = _("居民事项")

    def ready(self) -> None:
        """What matters hold about people, and how long: community keeps the tables, and knows nothing of matters."""
        from community import fields
        from community.actions import retention
        from issues.actions import forgetting, neighbours
        from issues.fields import GROUPS
        from issues.limits import calendar
        from volunteers.actions import helping
        from volunteers.workdays import keep_calendar

        fields.register(*GROUPS)
        # activities lie below matters and skip the same days off
        keep_calendar(calendar)
        helping.register_listener(neighbours.KIND, neighbours.note_help)
        # jobs looks for tasks.py alone
        import_module("issues.order_tasks")
        for rule in forgetting.RULES:
            retention.register(rule)
