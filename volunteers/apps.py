from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("志愿服务")

    def ready(self) -> None:
        """What volunteering holds about people, and what follows when somebody no longer agrees to it."""
        from community import fields
        from community.actions import consent, export, retention, revealing
        from community.actions.merge import before_joining
        from points.scanned import want
        from volunteers import help_fields, record_fields, scope
        from volunteers.actions import forgetting, joining, knowing, people, record_export, showing
        from volunteers.fields import GROUPS
        from volunteers.models import SignUp
        from volunteers.models.people import SHOWN

        fields.register(*GROUPS, *record_fields.GROUPS, *help_fields.GROUPS)
        fields.CONSENTS[SHOWN] = _("出现在“志愿者风采”公开页面上（自己定的称呼、一句话、队伍和本事）")
        consent.CONSEQUENCES |= {"volunteer": people.leave_as_consent_ends, SHOWN: showing.hide}
        revealing.unseal(SignUp, "sign_up", "phone")
        for (model, field), prepare in (knowing.SPECIAL | joining.SPECIAL).items():
            before_joining(model, field, prepare)
        export.register_writer(record_export.WRITER, record_export.write)
        want(scope.sign_in_of)
        for rule in forgetting.RULES:
            retention.register(rule)
        # jobs looks for tasks.py alone
        import_module("volunteers.record_tasks")
        import_module("volunteers.help_tasks")
