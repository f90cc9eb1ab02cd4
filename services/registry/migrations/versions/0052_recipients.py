"""Whoever has no veteran's file may hold a category as well: survivors, say."""

from alembic import op

from shared.database.script import execute_script

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """An API older than this finds no holding: it is upgraded together with the worker."""
    execute_script("""
        CREATE TABLE recipient (
            person_id uuid NOT NULL,
            version integer NOT NULL,
            state text NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            since date NOT NULL,
            ended_on date,
            reason text,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            CONSTRAINT pk_recipient PRIMARY KEY (person_id),
            CONSTRAINT fk_recipient_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT fk_recipient_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code),
            CONSTRAINT ck_recipient_state CHECK (
                state IN ('registered', 'deceased', 'deregistered', 'transferred-out')
            ),
            CONSTRAINT ck_recipient_ended_on CHECK ((state = 'registered') = (ended_on IS NULL))
        );
        CREATE INDEX ix_recipient_org_code ON recipient (org_code);
        CREATE INDEX ix_recipient_org_path ON recipient USING gist (org_path);
        COMMENT ON TABLE recipient IS 'who may hold a category without being a veteran: survivors, say';
        COMMENT ON COLUMN recipient.version IS 'events published about it';
        COMMENT ON COLUMN recipient.org_code IS 'the unit that is responsible';
        COMMENT ON COLUMN recipient.since IS 'the first day on which this unit is responsible';
        COMMENT ON COLUMN recipient.ended_on IS 'when the person died or moved away; recorded in error: since';
        COMMENT ON COLUMN recipient.reason IS 'why it ended: a word of the code list recipient-end';
        COMMENT ON COLUMN recipient.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN recipient.recorded_by IS 'account';
        COMMENT ON COLUMN recipient.known_from IS 'since when it is believed so';

        CREATE TABLE recipient_past (
            person_id uuid NOT NULL,
            version integer NOT NULL,
            state text NOT NULL,
            org_code text NOT NULL,
            since date NOT NULL,
            ended_on date,
            reason text,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_recipient_past PRIMARY KEY (person_id, version),
            CONSTRAINT fk_recipient_past_person_id FOREIGN KEY (person_id) REFERENCES recipient (person_id),
            CONSTRAINT ck_recipient_past_known_until CHECK (known_until >= known_from)
        );
        COMMENT ON TABLE recipient_past IS 'what was said of recipients before';
        COMMENT ON COLUMN recipient_past.recorded_by IS 'account';
        COMMENT ON COLUMN recipient_past.known_until IS 'no longer believed from then on';
    """)
    for statement in (
        "-- squawk-ignore renaming-column\nALTER TABLE category_holding RENAME COLUMN veteran_id TO holder_id",
        "-- squawk-ignore ban-drop-constraint\n"
        "ALTER TABLE category_holding DROP CONSTRAINT fk_category_holding_veteran_id",
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE disclosure DROP CONSTRAINT fk_disclosure_veteran_id",
        "-- squawk-ignore renaming-object\n"
        "ALTER TABLE category_holding RENAME CONSTRAINT uq_category_holding_veteran_id_category_code"
        " TO uq_category_holding_holder_id_category_code",
        "-- squawk-ignore renaming-object\n"
        "ALTER INDEX ix_category_holding_category_code_veteran_id"
        " RENAME TO ix_category_holding_category_code_holder_id",
    ):
        op.execute(statement)
    execute_script("""
        ALTER TABLE category_holding
            ADD CONSTRAINT fk_category_holding_holder_id
            FOREIGN KEY (holder_id) REFERENCES person (person_id) NOT VALID;
        ALTER TABLE disclosure
            ADD CONSTRAINT fk_disclosure_veteran_id
            FOREIGN KEY (veteran_id) REFERENCES person (person_id) NOT VALID;
        COMMENT ON TABLE category_holding IS 'categories that persons claim, have applied for, or hold';
        COMMENT ON COLUMN disclosure.veteran_id IS 'the person, with or without a file';
    """)


def downgrade() -> None:
    """What persons without a file hold is forgotten."""
    execute_script("""
        DELETE FROM category_opinion USING category_holding AS h
            WHERE h.holding_id = category_opinion.holding_id
            AND h.holder_id NOT IN (SELECT veteran_id FROM veteran);
        DELETE FROM category_holding_past USING category_holding AS h
            WHERE h.holding_id = category_holding_past.holding_id
            AND h.holder_id NOT IN (SELECT veteran_id FROM veteran);
        DELETE FROM category_holding WHERE holder_id NOT IN (SELECT veteran_id FROM veteran);
        DELETE FROM disclosure WHERE veteran_id NOT IN (SELECT veteran_id FROM veteran);
        ALTER TABLE disclosure DROP CONSTRAINT fk_disclosure_veteran_id;
        ALTER TABLE disclosure
            ADD CONSTRAINT fk_disclosure_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id) NOT VALID;
        ALTER TABLE disclosure VALIDATE CONSTRAINT fk_disclosure_veteran_id;
        COMMENT ON COLUMN disclosure.veteran_id IS NULL;
        ALTER TABLE category_holding DROP CONSTRAINT fk_category_holding_holder_id;
        ALTER TABLE category_holding RENAME COLUMN holder_id TO veteran_id;
        ALTER TABLE category_holding
            RENAME CONSTRAINT uq_category_holding_holder_id_category_code
            TO uq_category_holding_veteran_id_category_code;
        ALTER INDEX ix_category_holding_category_code_holder_id RENAME TO ix_category_holding_category_code_veteran_id;
        ALTER TABLE category_holding
            ADD CONSTRAINT fk_category_holding_veteran_id
            FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id) NOT VALID;
        ALTER TABLE category_holding VALIDATE CONSTRAINT fk_category_holding_veteran_id;
        COMMENT ON TABLE category_holding IS 'categories that veterans claim, have applied for, or hold';
        DROP TABLE recipient_past;
        DROP TABLE recipient;
    """)
