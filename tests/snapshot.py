"""Build something in the database once, and put the same rows back for every later test: a tenth of the time."""

from collections.abc import Callable
from copy import deepcopy
from types import SimpleNamespace

from django.apps import apps
from django.db.models import Model


class Snapshot:
    """Only for tests inside a transaction: nothing that waits for a commit is done again."""

    def __init__(self, build: Callable[[], SimpleNamespace]) -> None:
        before = rows()
        self.built = build()
        after = rows()
        self.made = {model: [row for pk, row in after[model].items() if pk not in before[model]] for model in after}
        self.changed = [
            (model, pk, columns(after[model][pk]))
            for model in after
            for pk in before[model].keys() & after[model].keys()
            if columns(after[model][pk]) != columns(before[model][pk])
        ]

    def restore(self) -> SimpleNamespace:
        for model, made in self.made.items():
            model._base_manager.bulk_create(deepcopy(made))
        for model, pk, values in self.changed:
            model._base_manager.filter(pk=pk).update(**values)
        return deepcopy(self.built)


def rows() -> dict[type[Model], dict]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model: {row.pk: row for row in model._base_manager.all()} for model in models}


def columns(row: Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
