from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("志愿服务")

    def ready(self) -> None:
        """What volunteering holds about people, and what follows when somebody no longer agrees to it."""
        from community import fields
        from community.actions import consent
        from volunteers.actions import people
        from volunteers.fields import GROUPS

        fields.register(*GROUPS)
        consent.CONSEQUENCES["volunteer"] = people.leave_as_consent_ends
