from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    name = "issues"
    verbose_name = _("居民事项")

    def ready(self) -> None:
        """The public table of personal fields names those of matters too; community knows nothing of them."""
        from community import fields
        from issues.fields import GROUPS

        fields.register(*GROUPS)
