"""Sealed values on a page: masked, and one of them shown once on the very answer to the request for it."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.limits import client_address
from community import actions
from community.forms import RevealForm


@dataclass
class Look:
    """What was asked for on this request, and what came of it; keys tell the sealed values of one page apart."""

    form: RevealForm = field(default_factory=RevealForm)
    asked: str = ""
    revealed: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200

    def row(self, key: str, url: str, name: str, label: str, masked: str) -> dict:
        """As ``_sealed_row.html`` shows it; ``name`` is the field that the action knows."""
        here = self.asked == key
        return {
            "key": key,
            "url": url,
            "field": name,
            "label": label,
            "masked": masked,
            "value": self.revealed.get(key, ""),
            "asked": here,
            "errors": self.form.errors.get("reason", []) if here else [],
        }


def look(request: HttpRequest, row, prefix: str = "") -> Look:
    """Shown once and stored nowhere: so the page itself is the answer, not an address."""
    form = RevealForm(request.POST)
    name = request.POST.get("field", "")[:30]
    if not form.is_valid():
        return Look(form, asked=prefix + name)
    try:
        value = actions.reveal(
            row, name, reason=form.cleaned_data["reason"], by=request.user, address=client_address(request)
        )
    except ValidationError as refusal:
        form.add_error(None if refusal.code == "no_field" else "reason", refusal)
        return Look(form, asked=prefix + name)
    return Look(revealed={prefix + name: value})
