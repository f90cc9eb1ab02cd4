"""Honour plates and merit bulletins."""

from shared.database.script import execute_script

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE honour_plate (
            entry_id uuid NOT NULL CONSTRAINT pk_honour_plate PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            household_no text NOT NULL,
            household text NOT NULL,
            ground text NOT NULL,
            hung_on date NOT NULL,
            replaced_on date,
            replacement_reason text,
            restored_on date,
            withdrawn_on date,
            withdrawal_reason text,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_honour_plate_state CHECK (state IN ('hung', 'withdrawn', 'revoked'))
        );
        CREATE INDEX ix_honour_plate_person_id ON honour_plate (person_id);
        CREATE UNIQUE INDEX uq_honour_plate_household_no ON honour_plate (household_no) WHERE state <> 'revoked';
        CREATE UNIQUE INDEX uq_honour_plate_household ON honour_plate (person_id, household)
            WHERE state <> 'revoked';
        COMMENT ON TABLE honour_plate IS 'honour plates, one at a household on whatever grounds';
        COMMENT ON COLUMN honour_plate.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN honour_plate.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN honour_plate.household_no IS 'number of the household in the register of plates';
        COMMENT ON COLUMN honour_plate.household IS 'a word of the code list plate-household';
        COMMENT ON COLUMN honour_plate.ground IS 'a word of the code list plate-ground';
        COMMENT ON COLUMN honour_plate.replaced_on IS 'the last time';
        COMMENT ON COLUMN honour_plate.replacement_reason IS 'a word of the code list plate-replacement';
        COMMENT ON COLUMN honour_plate.restored_on IS 'since it was last replaced';
        COMMENT ON COLUMN honour_plate.withdrawn_on IS 'null: it hangs';
        COMMENT ON COLUMN honour_plate.withdrawal_reason IS 'a word of the code list plate-withdrawal';
        COMMENT ON COLUMN honour_plate.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN honour_plate.version IS 'events published about it';
        CREATE TABLE merit_bulletin (
            entry_id uuid NOT NULL CONSTRAINT pk_merit_bulletin PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            merit text NOT NULL,
            granted_on date NOT NULL,
            received_on date NOT NULL,
            due_on date NOT NULL,
            delivered_on date,
            delivered_by text,
            ceremony text,
            returned_on date,
            return_reason text,
            overdue_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_merit_bulletin_state
                CHECK (state IN ('received', 'overdue', 'delivered', 'returned', 'revoked')),
            CONSTRAINT ck_merit_bulletin_one_end CHECK (delivered_on IS NULL OR returned_on IS NULL)
        );
        CREATE INDEX ix_merit_bulletin_person_id ON merit_bulletin (person_id);
        CREATE UNIQUE INDEX uq_merit_bulletin_merit ON merit_bulletin (person_id, merit, granted_on)
            WHERE state <> 'revoked' AND returned_on IS NULL;
        COMMENT ON TABLE merit_bulletin IS 'merit bulletins, delivered to families';
        COMMENT ON COLUMN merit_bulletin.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN merit_bulletin.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN merit_bulletin.merit IS 'a word of the code list merit';
        COMMENT ON COLUMN merit_bulletin.granted_on IS 'day of the order of the forces';
        COMMENT ON COLUMN merit_bulletin.received_on IS 'by the county';
        COMMENT ON COLUMN merit_bulletin.due_on IS 'last day of its delivery';
        COMMENT ON COLUMN merit_bulletin.delivered_by IS 'a word of the code list merit-delivery-level';
        COMMENT ON COLUMN merit_bulletin.ceremony IS 'a word of the code list merit-ceremony';
        COMMENT ON COLUMN merit_bulletin.return_reason IS 'a word of the code list merit-return';
        COMMENT ON COLUMN merit_bulletin.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN merit_bulletin.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE merit_bulletin; DROP TABLE honour_plate;")
