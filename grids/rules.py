"""Who may redraw the tree and give posts: the secretary and the administrator of the unit, or of one above it."""

import rules

from accounts.models import User
from grids.models import Posting, Unit

Role = Posting.Role
KEEPERS = (Role.ADMIN, Role.SECRETARY)
# which posts each keeper may give and end: a secretary makes neither administrators nor secretaries
MAY_GIVE = {
    Role.ADMIN: tuple(Role.values),
    Role.SECRETARY: tuple(role for role in Role.values if role not in KEEPERS),
}


def roles_over(user: User, unit: Unit) -> set[str]:
    """The current posts of the user at the unit or above it."""
    return {held.role for held in Posting.objects.held_by(user) if held.covers(unit)}


def roles_open_to(user: User, unit: Unit) -> list[str]:
    """The roles this user may give or end at this unit, in the order people know."""
    held = roles_over(user, unit)
    open_to = {role for keeper in KEEPERS if keeper in held for role in MAY_GIVE[keeper]}
    return [role for role in Role.values if role in open_to]


@rules.predicate
def works_here(user: User, unit: Unit) -> bool:
    return bool(roles_over(user, unit) & set(Posting.STAFF))


@rules.predicate
def keeps(user: User, unit: Unit) -> bool:
    return bool(roles_over(user, unit) & set(KEEPERS))


@rules.predicate
def keeps_above(user: User, unit: Unit) -> bool:
    """Nobody moves or ends the unit they were posted to themselves."""
    return unit.parent is not None and keeps(user, unit.parent)


@rules.predicate
def may_end(user: User, posting: Posting) -> bool:
    return posting.role in roles_open_to(user, posting.unit)


@rules.predicate
def may_reset(user: User, posting: Posting) -> bool:
    """Only an administrator over everything the holder may open; otherwise a new password would lend its powers."""
    holder = posting.user
    if holder is None or holder.pk == user.pk:
        return False
    posts = list(Posting.objects.open().filter(user=holder.pk).select_related("unit"))
    if holder.is_superuser and all(post.role != Role.ADMIN for post in posts):
        return False
    return bool(posts) and all(Role.ADMIN in roles_over(user, post.unit) for post in posts)


rules.add_perm("grids.reset_password", may_reset)
rules.add_perm("grids.view_unit", works_here)
rules.add_perm("grids.edit_unit", keeps)
rules.add_perm("grids.move_unit", keeps_above)
rules.add_perm("grids.post_people", keeps)
rules.add_perm("grids.end_posting", may_end)
