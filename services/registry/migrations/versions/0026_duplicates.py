"""Files that may be one person's are found, and somebody decides."""

from shared.database.script import execute_script

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """The files that there are wait to be compared, like those that come in."""
    execute_script("""
        CREATE TABLE file_to_compare (
            person_id uuid NOT NULL,
            asked_at timestamptz NOT NULL,
            CONSTRAINT pk_file_to_compare PRIMARY KEY (person_id),
            CONSTRAINT fk_file_to_compare_person_id FOREIGN KEY (person_id)
                REFERENCES data_key (person_id) ON DELETE CASCADE
        );
        COMMENT ON TABLE file_to_compare
            IS 'files that came in or changed, until they were compared with all others (duplicates)';
        INSERT INTO file_to_compare (person_id, asked_at)
            SELECT person_id, recorded_at FROM person JOIN data_key USING (person_id);

        CREATE TABLE likeness_token (
            person_id uuid NOT NULL,
            search_key text NOT NULL,
            token bigint NOT NULL,
            CONSTRAINT pk_likeness_token PRIMARY KEY (token, person_id),
            CONSTRAINT ck_likeness_token_search_key CHECK (search_key IN ('a', 'b')),
            CONSTRAINT fk_likeness_token_person_id FOREIGN KEY (person_id)
                REFERENCES data_key (person_id) ON DELETE CASCADE
        );
        CREATE INDEX ix_likeness_token_person_id ON likeness_token (person_id);
        COMMENT ON TABLE likeness_token
            IS 'what files are compared by: numbers, names with dates of birth, certificates';
        COMMENT ON COLUMN likeness_token.search_key IS 'a or b, as of person.id_number_hash_a and _b';
        COMMENT ON COLUMN likeness_token.token
            IS 'of what two files of one person have alike: the first bytes of an HMAC';

        CREATE TABLE duplicate_suspicion (
            suspicion_id uuid NOT NULL,
            version integer NOT NULL,
            person_id uuid NOT NULL,
            other_person_id uuid NOT NULL,
            score integer NOT NULL,
            grounds text[] NOT NULL,
            state text NOT NULL,
            suspected_at timestamptz NOT NULL,
            reported_by uuid,
            decided_by uuid,
            decided_at timestamptz,
            difference text,
            reason text,
            CONSTRAINT pk_duplicate_suspicion PRIMARY KEY (suspicion_id),
            CONSTRAINT uq_duplicate_suspicion_person_id_other_person_id UNIQUE (person_id, other_person_id),
            CONSTRAINT fk_duplicate_suspicion_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_duplicate_suspicion_other_person_id
                FOREIGN KEY (other_person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT ck_duplicate_suspicion_pair CHECK (person_id < other_person_id),
            CONSTRAINT ck_duplicate_suspicion_state CHECK (state IN ('open', 'different')),
            CONSTRAINT ck_duplicate_suspicion_difference CHECK ((state = 'different') = (difference IS NOT NULL)),
            CONSTRAINT ck_duplicate_suspicion_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL))
        );
        CREATE INDEX ix_duplicate_suspicion_other_person_id ON duplicate_suspicion (other_person_id);
        CREATE INDEX ix_duplicate_suspicion_state_suspicion_id ON duplicate_suspicion (state, suspicion_id);
        COMMENT ON TABLE duplicate_suspicion IS 'two files that may be one person''s, and what was decided';
        COMMENT ON COLUMN duplicate_suspicion.version IS 'events published about it';
        COMMENT ON COLUMN duplicate_suspicion.person_id IS 'the file opened first';
        COMMENT ON COLUMN duplicate_suspicion.score IS 'how alike, of 100';
        COMMENT ON COLUMN duplicate_suspicion.grounds IS 'what is alike, by codes';
        COMMENT ON COLUMN duplicate_suspicion.state IS 'open, different';
        COMMENT ON COLUMN duplicate_suspicion.reported_by IS 'account that noticed it; null: found by comparing';
        COMMENT ON COLUMN duplicate_suspicion.decided_by IS 'account';
        COMMENT ON COLUMN duplicate_suspicion.difference IS 'how it was made sure that they are two';
        COMMENT ON COLUMN duplicate_suspicion.reason
            IS 'in the words of who decided, or reopened it; not on the bus';
    """)


def downgrade() -> None:
    """What was decided about pairs is forgotten."""
    execute_script("DROP TABLE duplicate_suspicion; DROP TABLE likeness_token; DROP TABLE file_to_compare")
