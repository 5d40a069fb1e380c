"""Prove that the tree is whole, or put it right."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grids.actions import rebuild_tree, tree_faults
from grids.models import Unit


class Command(BaseCommand):
    help = "Check tree_id, lft, rght, level, parents, kinds and history of all units; exit 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="compute all places anew from the parents first")

    def handle(self, *args, rebuild: bool, **options) -> None:
        if rebuild:
            self.stdout.write(f"put right: {rebuild_tree()} units")
        faults = list(tree_faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"the tree has {len(faults)} faults; manage.py check_tree --rebuild mends places")
        self.stdout.write(f"whole: {Unit.objects.count()} units")
