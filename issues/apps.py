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
        from issues.actions import forgetting
        from issues.fields import GROUPS

        fields.register(*GROUPS)
        # jobs looks for tasks.py alone
        import_module("issues.order_tasks")
        for rule in forgetting.RULES:
            retention.register(rule)
