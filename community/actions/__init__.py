"""What happens in the register."""

from community.actions.adding import NewHukou, NewPerson, add_people_in_bulk, add_person, refuse_namesake
from community.actions.dwelling import add_dwelling, change_dwelling, find_or_add_dwelling
from community.actions.household import change_head, move_in, move_out, record_death, verify_household
from community.actions.merge import merge
from community.actions.moving import move_household
from community.actions.notice import change_notice, private_numbers, publish_notice, withdraw_notice, write_notice
from community.actions.organisation import add_organisation, change_organisation, end_organisation
from community.actions.person import change_hukou, change_person, set_guardian, verify
from community.actions.property import (
    add_owner,
    add_pet,
    add_vehicle,
    change_owner,
    change_pet,
    change_vehicle,
    end_owner,
    end_thing,
    sum_of_shares,
)
from community.actions.revealing import reveal

__all__ = [
    "NewHukou",
    "NewPerson",
    "add_dwelling",
    "add_organisation",
    "add_owner",
    "add_people_in_bulk",
    "add_person",
    "add_pet",
    "add_vehicle",
    "change_dwelling",
    "change_head",
    "change_hukou",
    "change_notice",
    "change_organisation",
    "change_owner",
    "change_person",
    "change_pet",
    "change_vehicle",
    "end_organisation",
    "end_owner",
    "end_thing",
    "find_or_add_dwelling",
    "merge",
    "move_household",
    "move_in",
    "move_out",
    "private_numbers",
    "publish_notice",
    "record_death",
    "refuse_namesake",
    "reveal",
    "set_guardian",
    "sum_of_shares",
    "verify",
    "verify_household",
    "withdraw_notice",
    "write_notice",
]
