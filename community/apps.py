from importlib import import_module

from django.apps import AppConfig
from django.db.models import Count
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("居民与房屋")

    def ready(self) -> None:
        """Tell the tree page how many live in a building; grids adds the numbers up and knows nothing of people."""
        from community import privacy
        from grids import counts, publish

        counts.register("households", _("户"), self.households_by_building)
        counts.register("people", _("人"), self.people_by_building)
        publish.look_through(privacy.sentences)
        # jobs looks for tasks.py alone
        import_module("community.report_tasks")
        import_module("community.privacy_tasks")

    def households_by_building(self, buildings) -> dict[int, int]:
        current = self.get_model("Household").objects.current().filter(dwelling__building__in=buildings)
        return dict(current.order_by().values_list("dwelling__building").annotate(n=Count("pk")))

    def people_by_building(self, buildings) -> dict[int, int]:
        """A person with two homes counts in both."""
        current = self.get_model("Residence").objects.current().filter(dwelling__building__in=buildings)
        return dict(current.order_by().values_list("dwelling__building").annotate(n=Count("pk")))
