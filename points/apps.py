from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("积分")

    def ready(self) -> None:
        """The apps below keep the tables of what is stored, of what is append-only and of what a merge must mind."""
        from accounts import append_only
        from community import fields
        from community.actions.merge import before_joining
        from points.actions.evaluation import join_unnamed
        from points.actions.joining import join_lines
        from points.actions.opening import join_accounts
        from points.append_only import BOOKS
        from points.fields import GROUPS

        append_only.register(*BOOKS)
        fields.register(*GROUPS)
        before_joining("Account", "person", join_accounts)
        before_joining("SettlementLine", "person", join_lines)
        before_joining("Unnamed", "person", join_unnamed)
        # jobs looks for tasks.py alone
        import_module("points.shop_tasks")
