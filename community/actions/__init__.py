"""What happens in the register."""

from community.actions.adding import NewHukou, NewPerson, add_people_in_bulk, add_person, refuse_namesake
from community.actions.dwelling import add_dwelling, change_dwelling, find_or_add_dwelling
from community.actions.household import change_head, move_in, move_out, record_death
from community.actions.notice import change_notice, private_numbers, publish_notice, withdraw_notice, write_notice
from community.actions.person import change_person, reveal, verify

__all__ = [
    "NewHukou",
    "NewPerson",
    "add_dwelling",
    "add_people_in_bulk",
    "add_person",
    "change_dwelling",
    "change_head",
    "change_notice",
    "change_person",
    "find_or_add_dwelling",
    "move_in",
    "move_out",
    "private_numbers",
    "publish_notice",
    "record_death",
    "refuse_namesake",
    "reveal",
    "verify",
    "withdraw_notice",
    "write_notice",
]
