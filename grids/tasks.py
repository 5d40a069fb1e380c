"""What the clock does for the territory."""

from grids import actions
from jobs.work import Run, every, work


@every(hours=1)
@work("grids.settle_admins")
def settle_admins(run: Run) -> None:
    """Posts begin and end with the day, without anybody pressing anything."""
    actions.settle_admin_flags()
