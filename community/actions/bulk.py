"""Many small updates in one round trip, where Django's bulk_update would build one statement of thousands of cases."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

AT_ONCE = 200


def update_many(model: type[Model], names: Sequence[str], rows: Sequence[tuple]) -> None:
    """Each row: the values of these fields in their order, then the key."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assigned = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(model._meta.pk.column)
    statement = " ".join(("UPDATE", quote(model._meta.db_table), "SET", assigned, "WHERE", key, "= %s"))
    ready = [
        (*(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=False)), row[-1])
        for row in rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_batch

            execute_batch(cursor.cursor, statement, ready, page_size=AT_ONCE)
        else:
            cursor.executemany(statement, ready)
