"""What may be typed, and what this person may choose from."""

from community.forms.filters import NoticeFilter, PeopleFilter
from community.forms.merge import MergeForm
from community.forms.notice import NoticeForm, WithdrawForm
from community.forms.person import ChangePersonForm, HukouForm, NewPersonForm, RevealForm
from community.forms.property import EndForm, OrganisationFilter, OrganisationForm, OwnerForm, PetForm, VehicleForm
from community.forms.stay import (
    DeathForm,
    DwellingForm,
    HeadForm,
    MoveHouseForm,
    MoveInForm,
    MoveOutForm,
    NewDwellingForm,
)

__all__ = [
    "ChangePersonForm",
    "DeathForm",
    "DwellingForm",
    "EndForm",
    "HeadForm",
    "HukouForm",
    "MergeForm",
    "MoveHouseForm",
    "MoveInForm",
    "MoveOutForm",
    "NewDwellingForm",
    "NewPersonForm",
    "NoticeFilter",
    "NoticeForm",
    "OrganisationFilter",
    "OrganisationForm",
    "OwnerForm",
    "PeopleFilter",
    "PetForm",
    "RevealForm",
    "VehicleForm",
    "WithdrawForm",
]
