from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "deliberation"
    verbose_name = _("议事协商")

    def ready(self) -> None:
        """The apps below keep the tables of what is stored, of what is append-only, and of who makes topics."""
        from accounts import append_only
        from community import fields
        from community.actions import retention
        from community.actions.merge import before_joining
        from deliberation import meeting_fields
        from deliberation.actions import forgetting
        from deliberation.actions.mediating import begin_from, cases_of, told
        from deliberation.actions.surveying import join_asked
        from deliberation.actions.topics import from_proposal
        from deliberation.append_only import BOOKS
        from deliberation.fields import GROUPS
        from issues.actions.opinions import Mediator, register_mediator, register_topic_maker

        append_only.register(*BOOKS)
        fields.register(*GROUPS, *meeting_fields.GROUPS)
        register_topic_maker(from_proposal)
        register_mediator(Mediator(cases_of, told, begin_from))
        before_joining("SurveyAsked", "person", join_asked)
        for rule in forgetting.RULES:
            retention.register(rule)
