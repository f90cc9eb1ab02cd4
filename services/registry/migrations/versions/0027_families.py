"""Who is of a veteran's family. A person without a veteran's file need not have a domicile in the county."""

from alembic import op

from shared.database.script import execute_script

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """No relative is recorded yet."""
    for column in ("domicile_code", "residence_code"):
        op.execute(f"-- squawk-ignore ban-drop-not-null\nALTER TABLE person ALTER COLUMN {column} DROP NOT NULL")
    execute_script("""
        COMMENT ON TABLE person IS 'veterans, their relatives and proxies: one person, one number';
        COMMENT ON COLUMN person.domicile_code IS 'R2: every veteran has one';

        CREATE TABLE family_relation (
            relation_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            relative_id uuid NOT NULL,
            relation text NOT NULL,
            since date,
            ended_on date,
            document text NOT NULL,
            version integer NOT NULL,
            reason text,
            is_revoked boolean NOT NULL,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            CONSTRAINT pk_family_relation PRIMARY KEY (relation_id),
            CONSTRAINT fk_family_relation_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_family_relation_relative_id FOREIGN KEY (relative_id) REFERENCES person (person_id),
            CONSTRAINT ck_family_relation_relative_id CHECK (relative_id <> veteran_id),
            CONSTRAINT ck_family_relation_ended_on CHECK (ended_on > since),
            CONSTRAINT ex_family_relation_same EXCLUDE USING gist (
                veteran_id WITH =, relative_id WITH =, relation WITH =, daterange(since, ended_on) WITH &&
            ) WHERE (NOT is_revoked),
            CONSTRAINT ex_family_relation_veteran_married EXCLUDE USING gist (
                veteran_id WITH =, daterange(since, ended_on) WITH &&
            ) WHERE (relation = 'spouse' AND NOT is_revoked),
            CONSTRAINT ex_family_relation_relative_married EXCLUDE USING gist (
                relative_id WITH =, daterange(since, ended_on) WITH &&
            ) WHERE (relation = 'spouse' AND NOT is_revoked)
        );
        CREATE INDEX ix_family_relation_veteran_id ON family_relation (veteran_id);
        CREATE INDEX ix_family_relation_relative_id ON family_relation (relative_id);
        COMMENT ON TABLE family_relation IS 'who is what to a veteran';
        COMMENT ON COLUMN family_relation.relation IS 'a word of the code list family-relation';
        COMMENT ON COLUMN family_relation.since IS 'null: as long as both have lived';
        COMMENT ON COLUMN family_relation.ended_on IS 'the first day on which it no longer holds';
        COMMENT ON COLUMN family_relation.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN family_relation.version IS 'events published about it';
        COMMENT ON COLUMN family_relation.reason
            IS 'why it ended, or was revoked: a word of one of their code lists';
        COMMENT ON COLUMN family_relation.is_revoked IS 'recorded by mistake: it never was';
        COMMENT ON COLUMN family_relation.recorded_by IS 'account';
        COMMENT ON COLUMN family_relation.known_from IS 'since when it is believed so';

        CREATE TABLE family_relation_past (
            relation_id uuid NOT NULL,
            version integer NOT NULL,
            relation text NOT NULL,
            since date,
            ended_on date,
            document text NOT NULL,
            reason text,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_family_relation_past PRIMARY KEY (relation_id, version),
            CONSTRAINT fk_family_relation_past_relation_id
                FOREIGN KEY (relation_id) REFERENCES family_relation (relation_id),
            CONSTRAINT ck_family_relation_past_known_until CHECK (known_until >= known_from)
        );
        COMMENT ON TABLE family_relation_past IS 'what was said of family relations before';
        COMMENT ON COLUMN family_relation_past.recorded_by IS 'account';
        COMMENT ON COLUMN family_relation_past.known_until IS 'no longer believed from then on';
    """)


def downgrade() -> None:
    """Nobody knows families any more, nor persons without a file."""
    execute_script("""
        DROP TABLE family_relation_past;
        DROP TABLE family_relation;
        DELETE FROM data_key WHERE person_id NOT IN (SELECT veteran_id FROM veteran);
        DELETE FROM person WHERE person_id NOT IN (SELECT veteran_id FROM veteran);
        ALTER TABLE person ALTER COLUMN domicile_code SET NOT NULL;
        ALTER TABLE person ALTER COLUMN residence_code SET NOT NULL;
    """)
