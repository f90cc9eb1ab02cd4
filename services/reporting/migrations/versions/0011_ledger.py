"""Figures are a ledger, and the network says when each of its facts was known."""

from alembic import op

from shared.database.script import execute_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """The sums and the network stay as they are; until both are rebuilt, the worker says that it is not ready."""
    execute_script("""
        CREATE TABLE figure_entry (
            figure_code text COLLATE "C" NOT NULL,
            org_path text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            day date NOT NULL,
            event_id uuid NOT NULL,
            delta bigint NOT NULL,
            kind text COLLATE "C" NOT NULL,
            known_at timestamptz NOT NULL,
            CONSTRAINT pk_figure_entry PRIMARY KEY (figure_code, org_path, subject, day, event_id, delta)
        );
        COMMENT ON TABLE figure_entry IS 'the ledger: what each event adds to each figure, for which subject';
        COMMENT ON COLUMN figure_entry.subject IS 'id of a person, case, unit or Party organisation';
        COMMENT ON COLUMN figure_entry.day IS 'the fact holds from this day on';
        COMMENT ON COLUMN figure_entry.kind IS 'stock: there on a day; flow: happened up to it';
        COMMENT ON COLUMN figure_entry.known_at IS 'when the fact was recorded: the event''s time';

        ALTER TABLE org_unit
            ADD COLUMN known_at timestamptz NOT NULL DEFAULT '-infinity',
            ADD COLUMN closing_known_at timestamptz;
        UPDATE org_unit SET closing_known_at = '-infinity' WHERE closed_on IS NOT NULL;
        ALTER TABLE org_unit_name
            ADD COLUMN sequence bigint NOT NULL DEFAULT 0,
            ADD COLUMN known_at timestamptz NOT NULL DEFAULT '-infinity';
        COMMENT ON COLUMN org_unit_name.sequence IS 'of several told, the last one holds';

        DELETE FROM projected_type WHERE projection = 'units';
    """)
    # Some hundreds of rows.
    _renew_key("org_code, named_on, sequence")


def downgrade() -> None:
    """Sums alone; of several names of a day the last one told stays."""
    execute_script("""
        DELETE FROM org_unit_name USING org_unit_name AS later
            WHERE org_unit_name.org_code = later.org_code AND org_unit_name.named_on = later.named_on
            AND org_unit_name.sequence < later.sequence;
        DROP TABLE figure_entry;
    """)
    _renew_key("org_code, named_on")
    execute_script("""
        ALTER TABLE org_unit_name DROP COLUMN known_at, DROP COLUMN sequence;
        ALTER TABLE org_unit DROP COLUMN closing_known_at, DROP COLUMN known_at;
    """)


def _renew_key(columns: str) -> None:
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE org_unit_name DROP CONSTRAINT pk_org_unit_name")
    op.execute(
        "-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid,"
        " adding-serial-primary-key-field\n"
        f"ALTER TABLE org_unit_name ADD CONSTRAINT pk_org_unit_name PRIMARY KEY ({columns})"
    )
