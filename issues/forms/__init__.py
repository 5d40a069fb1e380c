"""Is the input good? Each form offers only what this reader may choose."""

from issues.forms.act import FORMS, ActForm, VerbForm, form_for
from issues.forms.matter import IntakeForm, ReportForm, SnapForm
from issues.forms.receipt import RatingForm, ReopenForm, ReplyForm, TrackForm

__all__ = [
    "FORMS",
    "ActForm",
    "IntakeForm",
    "RatingForm",
    "ReopenForm",
    "ReplyForm",
    "ReportForm",
    "SnapForm",
    "TrackForm",
    "VerbForm",
    "form_for",
]
