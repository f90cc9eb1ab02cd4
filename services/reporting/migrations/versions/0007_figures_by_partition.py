"""Sums of figures by Kafka partition, so that workers do not wait for each other. No old worker may run meanwhile."""

from alembic import op

from shared.database.script import execute_script

revision = "0007"
down_revision = "0006"

KEYS = {
    "figure_change": "org_path, figure_code, day",
    "figure_below": "org_path, figure_code, grain, starts_on",
    "figure_freshness": "projection",
}


def upgrade() -> None:
    """What has been counted so far stays, as partition 0's."""
    for table, key in KEYS.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN partition integer NOT NULL DEFAULT 0")
        _renew_key(table, f"{key}, partition")
    op.execute("COMMENT ON TABLE figure_freshness IS 'a row a partition: the time of the latest event counted'")


def downgrade() -> None:
    """Nothing counted any more: `rebuild figures` counts it again."""
    execute_script("TRUNCATE figure_change, figure_below, figure_freshness")
    for table, key in KEYS.items():
        _renew_key(table, key)
        op.execute(f"ALTER TABLE {table} DROP COLUMN partition")


def _renew_key(table: str, columns: str) -> None:
    # Some ten thousand rows, while nobody writes them.
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT pk_{table}")
    op.execute(
        "-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid,"
        " adding-serial-primary-key-field\n"
        f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({columns})"
    )
