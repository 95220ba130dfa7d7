"""Database triggers that make tables append-only for everyone, administrators included."""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("marketplace_journalentry",)

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {upper} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def install_guards(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY) -> None:
    """Refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) of these tables. Safe to call twice."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION.replace("%%", "%"))
            for table in tables:
                cursor.execute(_POSTGRESQL.format(table=table))
            return
        for table in tables:
            for verb in ("update", "delete"):
                cursor.execute(_SQLITE.format(table=table, verb=verb, upper=verb.upper()))


def remove_guards(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY) -> None:
    """Take the triggers away: for emptying a test database, and for a migration's way back."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
