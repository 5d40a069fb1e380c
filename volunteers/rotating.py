"""The code on the organiser's screen: a new one every half minute, good for one minute at most.

Whoever holds a code that is good now stood before the screen within the last minute; a photograph sent on is too old.
"""

from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

STEP = 30
# the code on the screen and the one before it: nobody is refused because it changed while they aimed
GOOD_FOR = 2
LENGTH = 12
SALT = "volunteers.rotating"


def code_at(session: int | str, moment: datetime) -> str:
    return code_of(session, int(moment.timestamp()) // STEP)


def code_of(session: int | str, step: int) -> str:
    return salted_hmac(SALT, f"{session}:{step}", algorithm="sha256").hexdigest()[:LENGTH]


def is_good(session: int | str, code: str, moment: datetime) -> bool:
    now = int(moment.timestamp()) // STEP
    # every candidate is compared, so that the time taken tells nothing
    return any([constant_time_compare(code, code_of(session, now - back)) for back in range(GOOD_FOR)])


def seconds_left(moment: datetime) -> int:
    """Until the screen shows the next one."""
    return STEP - int(moment.timestamp()) % STEP
