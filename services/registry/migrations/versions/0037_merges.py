"""Two files of one person become one, by two persons, and two again."""

from alembic import op

from shared.database.script import execute_script

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """No file is merged yet."""
    execute_script("""
        CREATE TABLE merge_proposal (
            proposal_id uuid NOT NULL,
            suspicion_id uuid NOT NULL,
            kind text NOT NULL,
            surviving_id uuid NOT NULL,
            merged_id uuid NOT NULL,
            reason text NOT NULL,
            document text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            CONSTRAINT pk_merge_proposal PRIMARY KEY (proposal_id),
            CONSTRAINT fk_merge_proposal_suspicion_id
                FOREIGN KEY (suspicion_id) REFERENCES duplicate_suspicion (suspicion_id),
            CONSTRAINT fk_merge_proposal_surviving_id FOREIGN KEY (surviving_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_merge_proposal_merged_id FOREIGN KEY (merged_id) REFERENCES veteran (veteran_id),
            CONSTRAINT ck_merge_proposal_kind CHECK (kind IN ('merge', 'unmerge')),
            CONSTRAINT ck_merge_proposal_two CHECK (surviving_id <> merged_id),
            CONSTRAINT ck_merge_proposal_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            )
        );
        CREATE INDEX ix_merge_proposal_merged_id ON merge_proposal (merged_id);
        CREATE UNIQUE INDEX uq_merge_proposal_open ON merge_proposal (suspicion_id) WHERE outcome IS NULL;
        COMMENT ON TABLE merge_proposal
            IS 'merges and unmerges of files: what one person proposed, and how that ended';
        COMMENT ON COLUMN merge_proposal.suspicion_id IS 'the pair';
        COMMENT ON COLUMN merge_proposal.kind IS 'merge, unmerge';
        COMMENT ON COLUMN merge_proposal.surviving_id IS 'the file that goes on';
        COMMENT ON COLUMN merge_proposal.reason IS 'a word of the code list merge-reason, or unmerge-reason';
        COMMENT ON COLUMN merge_proposal.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN merge_proposal.proposed_by IS 'account';
        COMMENT ON COLUMN merge_proposal.outcome IS 'confirmed, refused, withdrawn; null: open';
        COMMENT ON COLUMN merge_proposal.decided_by IS 'account';
        COMMENT ON COLUMN merge_proposal.note IS 'why it was refused or withdrawn';
        ALTER TABLE veteran ADD COLUMN merged_into uuid;
        COMMENT ON COLUMN veteran.merged_into IS 'the person''s file that goes on';
        COMMENT ON COLUMN duplicate_suspicion.state IS 'open, different, merged';
    """)
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE veteran DROP CONSTRAINT ck_veteran_state")
    op.execute(
        "-- squawk-ignore ban-drop-constraint\n"
        "ALTER TABLE duplicate_suspicion DROP CONSTRAINT ck_duplicate_suspicion_state"
    )
    execute_script("""
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state
            CHECK (state IN (
                'draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',
                'deregistered', 'merged'
            )) NOT VALID;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_merged_into
            CHECK ((state = 'merged') = (merged_into IS NOT NULL)) NOT VALID;
        ALTER TABLE veteran ADD CONSTRAINT fk_veteran_merged_into
            FOREIGN KEY (merged_into) REFERENCES veteran (veteran_id) NOT VALID;
        ALTER TABLE duplicate_suspicion ADD CONSTRAINT ck_duplicate_suspicion_state
            CHECK (state IN ('open', 'different', 'merged')) NOT VALID;
    """)


def downgrade() -> None:
    """Files that were merged stand by themselves again, living or dead."""
    execute_script("""
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_merged_into;
        UPDATE veteran SET state = CASE WHEN EXISTS (
            SELECT FROM death WHERE person_id = veteran_id AND revoked_at IS NULL
        ) THEN 'deceased' ELSE 'registered' END WHERE state = 'merged';
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state
            CHECK (state IN (
                'draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',
                'deregistered'
            ));
        ALTER TABLE veteran DROP COLUMN merged_into;
        UPDATE duplicate_suspicion SET state = 'open' WHERE state = 'merged';
        ALTER TABLE duplicate_suspicion DROP CONSTRAINT ck_duplicate_suspicion_state;
        ALTER TABLE duplicate_suspicion ADD CONSTRAINT ck_duplicate_suspicion_state
            CHECK (state IN ('open', 'different'));
        COMMENT ON COLUMN duplicate_suspicion.state IS 'open, different';
        DROP TABLE merge_proposal;
    """)
