"""SQL by which the database itself refuses to change or remove audit entries.

The migration puts it on. Nothing in the portal takes it off; only tests do, to tamper and to clean up.
"""

TABLE = "accounts_auditentry"

SQLITE_ON = [
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
# INSERT OR REPLACE removes the old row without asking the trigger against removing
SQLITE_ON.append(
    "CREATE TRIGGER IF NOT EXISTS audit_no_replace BEFORE INSERT ON accounts_auditentry WHEN EXISTS "
    "(SELECT 1 FROM accounts_auditentry WHERE id = NEW.id OR previous = NEW.previous OR digest = NEW.digest) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
)
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete", "replace")]

POSTGRES_ON = [
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
    f"CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    f"CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
]
POSTGRES_OFF = [
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
]

ON = {"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}
OFF = {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}


def put_on(connection) -> None:
    run(connection, ON[connection.vendor])


def take_off(connection) -> None:
    run(connection, OFF[connection.vendor])


def run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
