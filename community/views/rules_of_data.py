"""For everybody: which personal data the committee keeps, what for, how long, and what one may ask."""

from collections.abc import Iterator

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community import fields
from grids.publish import cached_for_readers


@require_safe
@cached_for_readers
def data_rules(request: HttpRequest) -> HttpResponse:
    rows = [
        {"group": group, "labels": "、".join(dict.fromkeys(labels(group)))}
        for group in fields.GROUPS
        if group.level != fields.NOT_PERSONAL
    ]
    context = {"rows": rows, "sensitive": fields.SENSITIVE, "consents": fields.CONSENTS.values(), "days": fields.DUE}
    return render(request, "community/data_rules.html", context)


def labels(group: fields.Group) -> Iterator[str]:
    """What the fields are called on the desk; those that only machines read have no name there."""
    for model, names in group.models.items():
        meta = apps.get_model(model)._meta
        for name in names.split():
            if label := fields.called(name, meta.get_field(name).verbose_name):
                yield label
