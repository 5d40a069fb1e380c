"""Who and what is there."""

from community.models.dwelling import Dwelling
from community.models.need import HouseholdUpdate, ServiceNeed
from community.models.notice import Notice
from community.models.person import Household, Hukou, Person, Phone, Residence
from community.models.property import Organisation, Ownership, Pet, Vehicle
from community.models.report import Export, Report, ReportRow, ReportRun
from community.models.rights import Consent, DataRequest
from community.models.roster import (
    RosterHeadings,
    RosterImport,
    RosterPlace,
    RosterRow,
    RosterSynonym,
    RosterWord,
)
from community.models.seen import Disclosure

__all__ = [
    "Consent",
    "DataRequest",
    "Disclosure",
    "Dwelling",
    "Export",
    "Household",
    "HouseholdUpdate",
    "Hukou",
    "Notice",
    "Organisation",
    "Ownership",
    "Person",
    "Pet",
    "Phone",
    "Report",
    "ReportRow",
    "ReportRun",
    "Residence",
    "RosterHeadings",
    "RosterImport",
    "RosterPlace",
    "RosterRow",
    "RosterSynonym",
    "RosterWord",
    "ServiceNeed",
    "Vehicle",
]
