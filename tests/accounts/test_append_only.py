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
