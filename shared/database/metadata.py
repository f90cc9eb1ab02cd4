"""Names of constraints and indexes are derived, so that models, migrations and error messages agree."""

from sqlalchemy import MetaData

# `info` of a table whose rows stay as they were written: the application role gets neither UPDATE nor DELETE on it
# (shared/database/migrating.py).
INSERT_ONLY = {"insert_only": True}

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def new_metadata() -> MetaData:
    """For `services/<name>/database.py`; the service's tables attach to it."""
    return MetaData(naming_convention=NAMING)


KERNEL = new_metadata()
"""The tables every service has: outbox, inbox, audit, idempotency, grants of access."""
