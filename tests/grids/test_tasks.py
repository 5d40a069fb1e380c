from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from grids import actions
from grids.models import Posting
from jobs.work import CLOCK, drain, enqueue


def test_an_administrators_flags_end_with_the_day(town):
    posting = actions.post(Posting.Role.ADMIN, town.street, user=town.stranger, by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    Posting.objects.filter(pk=posting.pk).update(since=yesterday, until=timezone.localdate())
    enqueue("grids.settle_admins")
    drain()
    assert not User.objects.get(pk=town.stranger.pk).is_superuser


def test_the_clock_knows_it():
    assert CLOCK["grids.settle_admins"] == timedelta(hours=1)
