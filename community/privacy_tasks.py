"""What the clock does for privacy."""

from community.actions import retention
from jobs.work import Run, every, work


@every(days=1)
@work("community.forget")
def forget(run: Run) -> None:
    """Run twice on a day, the second finds nothing."""
    retention.forget()
