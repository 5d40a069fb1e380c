"""When something may be put on the calendar."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def same_time() -> ValidationError:
    return ValidationError(_("这个活动在这个时间、这个地点已经有一场了。"), code="known_time")


def refuse_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError(_("结束时间要晚于开始时间。"), code="times")
    if starts_at < timezone.now():
        raise ValidationError(_("开始时间已经过去，请填写以后的时间。"), code="past")
