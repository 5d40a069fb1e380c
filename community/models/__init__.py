"""Who and what is there."""

from community.models.dwelling import Dwelling
from community.models.notice import Notice
from community.models.person import Household, Hukou, Person, Phone, Residence
from community.models.roster import RosterImport, RosterRow

__all__ = [
    "Dwelling",
    "Household",
    "Hukou",
    "Notice",
    "Person",
    "Phone",
    "Residence",
    "RosterImport",
    "RosterRow",
]
