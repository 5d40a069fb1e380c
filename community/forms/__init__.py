"""What may be typed, and what this person may choose from."""

from community.forms.filters import NoticeFilter, PeopleFilter
from community.forms.notice import NoticeForm, WithdrawForm
from community.forms.person import ChangePersonForm, NewPersonForm, RevealForm
from community.forms.stay import DeathForm, DwellingForm, HeadForm, MoveInForm, MoveOutForm, NewDwellingForm

__all__ = [
    "ChangePersonForm",
    "DeathForm",
    "DwellingForm",
    "HeadForm",
    "MoveInForm",
    "MoveOutForm",
    "NewDwellingForm",
    "NewPersonForm",
    "NoticeFilter",
    "NoticeForm",
    "PeopleFilter",
    "RevealForm",
    "WithdrawForm",
]
