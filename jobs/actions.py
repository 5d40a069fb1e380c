"""What the owner of a job may do with it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.work import announce


def cancel(job: Job) -> None:
    """A waiting job never starts; a running one stops at its next chunk and keeps what it had saved."""
    stopped = Job.objects.open().filter(pk=job.pk)
    if not stopped.update(state=Job.State.CANCELLED, ended_at=timezone.now(), lease_until=None):
        raise ValidationError(_("这项任务已经结束，不用取消了。"), code="ended")


def retry(job: Job) -> None:
    """Begin again where the last attempt had got to, with three new attempts."""
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    again = failed.update(
        state=Job.State.QUEUED,
        attempts=0,
        reason="",
        holder="",
        ended_at=None,
        announced_at=None,
        not_before=timezone.now(),
    )
    if not again:
        raise ValidationError(_("这项任务没有停在“没有成功”上，不用再试。"), code="not_failed")
    announce(job.pk)
