"""What happens to the territory and to posts. Every tree write takes the tree's one lock first (``tree.py``)."""

from grids.actions.boundary import set_boundary
from grids.actions.code import add_external_code, remove_external_code
from grids.actions.load import UnitRow, load_units
from grids.actions.posting import deputise, end_posting, post, post_newcomer, settle_admin_flags
from grids.actions.tree import lock_tree, rebuild_tree, tree_faults
from grids.actions.unit import add_unit, edit_unit, end_unit, found_tree, move_unit, propose_code, rename_unit

__all__ = [
    "UnitRow",
    "add_external_code",
    "add_unit",
    "deputise",
    "edit_unit",
    "end_posting",
    "end_unit",
    "found_tree",
    "load_units",
    "lock_tree",
    "move_unit",
    "post",
    "post_newcomer",
    "propose_code",
    "rebuild_tree",
    "remove_external_code",
    "rename_unit",
    "set_boundary",
    "settle_admin_flags",
    "tree_faults",
]
