"""Several counts in one question, each of them only so far as anybody wants to know it."""

from django.db.models import IntegerField, QuerySet, Subquery, Value

from accounts.models import User


class CountOf(Subquery):
    """How many rows a query has; a slice of it is counted no further than the slice goes."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def counts_up_to(most: int, user: User, found: dict[str, QuerySet]) -> dict[str, int]:
    """Name → number of rows, ``most`` + 1 standing for any more; one query, whoever ``user`` is."""
    wanted = {name: CountOf(rows.order_by().values(one=Value(1))[: most + 1]) for name, rows in found.items()}
    return User.objects.filter(pk=user.pk).values(**wanted).get()


def up_to(most: int, count: int) -> int | str:
    """999+ stands for any number above."""
    return f"{most}+" if count > most else count
