from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "deliberation"
    verbose_name = _("议事协商")

    def ready(self) -> None:
        """The apps below keep the tables of what is stored and of what is append-only."""
        from accounts import append_only
        from community import fields
        from deliberation.append_only import BOOKS
        from deliberation.fields import GROUPS

        append_only.register(*BOOKS)
        fields.register(*GROUPS)
