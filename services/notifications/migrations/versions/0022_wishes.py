"""Each wish to be told of work by itself: which of them counts is no clock's word."""

from alembic import op

from shared.database.script import execute_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """What was kept stands until the rebuild that the worker asks for: nobody who stopped is told meanwhile. When a
    wish was recorded stands in its number."""
    execute_script("""
        ALTER TABLE job_wish ADD COLUMN wished_on date, ADD COLUMN stands boolean;
        UPDATE job_wish SET stands = true, wished_on =
            (coalesce(uuid_extract_timestamp(entry_id), now()) AT TIME ZONE 'Asia/Shanghai')::date;
    """)
    _of_each("entry_id")
    op.execute(
        "-- squawk-ignore adding-not-nullable-field\n"
        "ALTER TABLE job_wish ALTER COLUMN wished_on SET NOT NULL, ALTER COLUMN stands SET NOT NULL"
    )
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX ix_job_wish_person_id ON job_wish (person_id)"
    )
    execute_script("""
        COMMENT ON COLUMN job_wish.entry_id IS NULL;
        COMMENT ON COLUMN job_wish.stands IS 'false: it was revoked';
        DELETE FROM projected_type WHERE projection = 'job-wishes';
    """)


def downgrade() -> None:
    """The last recorded of each file."""
    execute_script("""
        DELETE FROM job_wish AS earlier USING job_wish AS later
            WHERE earlier.person_id = later.person_id AND earlier.entry_id < later.entry_id;
        DROP INDEX ix_job_wish_person_id;
        ALTER TABLE job_wish DROP COLUMN wished_on, DROP COLUMN stands;
        COMMENT ON COLUMN job_wish.entry_id IS 'the last wish that he recorded';
    """)
    _of_each("person_id")


def _of_each(column: str) -> None:
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE job_wish DROP CONSTRAINT pk_job_wish")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field\n"
        f"ALTER TABLE job_wish ADD CONSTRAINT pk_job_wish PRIMARY KEY ({column})"
    )
