"""The Alembic environment of every service.

`services/<name>/migrations/env.py` is two lines: import its METADATA and call `run_migrations(METADATA)`. The
connection comes from `shared.database.migrating`. Each migration is a transaction of its own, with a lock timeout: one
that would have to wait behind a long query gives up instead of making every other query wait behind it.
"""

from alembic import context
from sqlalchemy import Connection, MetaData, text

from shared.database.metadata import KERNEL

LOCK_TIMEOUT = "5s"


def run_migrations(metadata: MetaData) -> None:
    """Run what Alembic was asked for. `metadata` is the service's own; the kernel's is added."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    _run_on(context.config.attributes["connection"], metadata)


def _run_on(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=[KERNEL, metadata],
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
