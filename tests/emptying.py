"""After a test that really wrote to the database: every row it left is gone, and what the migrations sowed is back."""

from copy import deepcopy

from django.db import connection, transaction
from django.db.models import Model

from accounts import append_only
from tests.snapshot import columns, rows


class Sown:
    """What the migrations put into the tables. Emptying all 220 tables and sowing again costs seconds on
    PostgreSQL, so only what a test touched is removed and put back."""

    def __init__(self) -> None:
        self.rows = {model: list(found.values()) for model, found in rows().items() if found}

    def come_back(self) -> None:
        # the books refuse even this, so they let go for a moment
        append_only.take_off(connection)
        with transaction.atomic():
            changed = [model for model in self.rows if self.differs(model)]
            sown = {model._meta.db_table for model in self.rows}
            gone = [table for table in filled() if table not in sown] + [model._meta.db_table for model in changed]
            with connection.cursor() as cursor:
                for table in gone:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            for model in changed:
                model._base_manager.bulk_create(deepcopy(self.rows[model]))
        append_only.put_on(connection)

    def differs(self, model: type[Model]) -> bool:
        now = model._base_manager.in_bulk()
        return len(now) != len(self.rows[model]) or any(
            row.pk not in now or columns(now[row.pk]) != columns(row) for row in self.rows[model]
        )


def filled() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    one = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})" for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(one)
        return [name for (name,) in cursor.fetchall()]
