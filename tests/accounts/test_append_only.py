import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actions import record
from accounts.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_database_refuses_to_change_an_entry():
    """ASVS 16.4.2"""
    entry = record("person.revealed", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="别的")
    assert AuditEntry.objects.get().reason == ""


def test_database_refuses_to_remove_an_entry():
    """ASVS 16.4.2"""
    entry = record("person.revealed", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL knows TRUNCATE")
def test_database_refuses_to_empty_the_table():
    record("person.revealed", by=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_auditentry")
    assert AuditEntry.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE")
def test_database_refuses_to_replace_an_entry():
    entry = record("person.revealed", by=None)
    columns = "id, target, reason, detail, address, at, previous, digest, actor_id"
    replace = f"REPLACE INTO accounts_auditentry ({columns}, verb) SELECT {columns}, 'x' FROM accounts_auditentry"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)
    assert AuditEntry.objects.get().verb == entry.verb
