"""What files said is kept beside what they say; deaths are recorded, and their records revoked."""

from alembic import op

from shared.database.script import execute_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nothing is carried over: what a file says has been so since its registration, as far as anybody knows."""
    execute_script("""
        CREATE TABLE person_fact (
            fact_id uuid NOT NULL,
            person_id uuid NOT NULL,
            field text NOT NULL,
            value text,
            value_sealed bytea,
            holds_from date NOT NULL,
            known_from timestamptz NOT NULL,
            known_until timestamptz,
            recorded_by uuid NOT NULL,
            document text,
            CONSTRAINT pk_person_fact PRIMARY KEY (fact_id),
            CONSTRAINT fk_person_fact_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_person_fact_known_until CHECK (known_until >= known_from),
            CONSTRAINT ck_person_fact_value CHECK (value IS NULL OR value_sealed IS NULL)
        );
        CREATE INDEX ix_person_fact_person_id_field ON person_fact (person_id, field);
        CREATE UNIQUE INDEX uq_person_fact_believed ON person_fact (person_id, field, holds_from)
        WHERE known_until IS NULL;
        COMMENT ON TABLE person_fact IS
            'what files said otherwise than they say now: what held from when, and since when that was known';
        COMMENT ON COLUMN person_fact.value IS 'null: nothing, or sealed';
        COMMENT ON COLUMN person_fact.value_sealed IS 'of a P4 field, under the key of the person';
        COMMENT ON COLUMN person_fact.holds_from IS 'the day it began to hold; for the first, of registration';
        COMMENT ON COLUMN person_fact.known_until IS 'no longer believed from then on; null: believed';
        COMMENT ON COLUMN person_fact.recorded_by IS 'account';
        COMMENT ON COLUMN person_fact.document IS 'what it rests on; null for what the registration said';

        CREATE TABLE identity_correction (
            correction_id uuid NOT NULL,
            person_id uuid NOT NULL,
            kind text NOT NULL,
            value_sealed bytea NOT NULL,
            evidence text NOT NULL,
            document text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            reason text,
            CONSTRAINT pk_identity_correction PRIMARY KEY (correction_id),
            CONSTRAINT fk_identity_correction_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_identity_correction_kind CHECK (kind IN ('id-number', 'name', 'birth-date')),
            CONSTRAINT ck_identity_correction_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            )
        );
        CREATE UNIQUE INDEX uq_identity_correction_open ON identity_correction (person_id, kind)
        WHERE outcome IS NULL;
        COMMENT ON TABLE identity_correction IS
            'corrections of identities: what one person proposed, and how that ended';
        COMMENT ON COLUMN identity_correction.kind IS 'id-number, name, birth-date';
        COMMENT ON COLUMN identity_correction.value_sealed IS 'under the key of the person';
        COMMENT ON COLUMN identity_correction.evidence IS 'kind of the document';
        COMMENT ON COLUMN identity_correction.document IS 'its number';
        COMMENT ON COLUMN identity_correction.proposed_by IS 'account';
        COMMENT ON COLUMN identity_correction.outcome IS 'confirmed, refused, withdrawn; null: open';
        COMMENT ON COLUMN identity_correction.decided_by IS 'account';
        COMMENT ON COLUMN identity_correction.reason IS 'of a refusal or withdrawal';

        CREATE TABLE death (
            death_id uuid NOT NULL,
            person_id uuid NOT NULL,
            died_on date NOT NULL,
            counted_on date NOT NULL,
            source text NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            revocation_document text,
            CONSTRAINT pk_death PRIMARY KEY (death_id),
            CONSTRAINT fk_death_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_death_counted_on CHECK (counted_on >= died_on),
            CONSTRAINT ck_death_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)
                AND (revoked_at IS NULL) = (revocation_document IS NULL)
            )
        );
        CREATE UNIQUE INDEX uq_death_standing ON death (person_id) WHERE revoked_at IS NULL;
        COMMENT ON TABLE death IS 'deaths of persons, as recorded';
        COMMENT ON COLUMN death.counted_on IS 'the same, or the day of registration where that is later';
        COMMENT ON COLUMN death.source IS 'a word of the code list death-source';
        COMMENT ON COLUMN death.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN death.recorded_by IS 'account';
        COMMENT ON COLUMN death.revoked_by IS 'account';
        COMMENT ON COLUMN death.revocation_reason IS 'a word of the code list death-revocation-reason';
    """)
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE veteran DROP CONSTRAINT ck_veteran_state")
    op.execute(
        "ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state CHECK (state IN ('registered', 'deceased')) NOT VALID"
    )


def downgrade() -> None:
    """Files as they are said to be now, and nobody dead."""
    execute_script("""
        UPDATE veteran SET state = 'registered';
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state CHECK (state IN ('registered'));
        DROP TABLE death;
        DROP TABLE identity_correction;
        DROP TABLE person_fact;
    """)
