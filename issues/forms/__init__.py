"""Is the input good? Each form offers only what this reader may choose."""

from issues.forms.act import FORMS, ActForm, form_for
from issues.forms.matter import IntakeForm, ReportForm
from issues.forms.receipt import RatingForm, ReopenForm, TrackForm

__all__ = ["FORMS", "ActForm", "IntakeForm", "RatingForm", "ReopenForm", "ReportForm", "TrackForm", "form_for"]
