"""A real client process for the fault tests: random transfers among some passbooks until it is done, or killed.

``python -m tests.points.clerk SEED COUNT``; each transfer that was acknowledged is one line on standard output.
"""

import random
import sys
import time

import django

PAUSE = 0.02


def main(seed: int, count: int) -> None:
    django.setup()
    from points.actions.posting import Entry, post
    from points.models import Account

    chance = random.Random(seed)
    books = list(Account.objects.of_people().select_related("unit").order_by("pk"))
    issue = Account.objects.get(kind=Account.Kind.ISSUE)
    for number in range(count):
        key, amount = f"clerk:{seed}:{number}", chance.randint(1, 9)
        src, dst = chance.sample(books, 2)
        kind = "gift"
        if chance.random() < 0.5:
            kind, src = "award", issue
        entry = Entry(key, kind, src, dst, amount, dst.unit)
        if written(lambda entry=entry: post(entry, by=None)):
            print(key, flush=True)


def written(deed) -> bool:
    """Whether it was done; asked again under its key as long as the database does not answer."""
    from django.core.exceptions import ValidationError
    from django.db import Error, connection

    while True:
        try:
            deed()
        except ValidationError:
            return False
        except Error:
            # the connection was ended under us: what was asked for may be there or not
            connection.close()
            time.sleep(PAUSE)
        else:
            return True


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
