"""What is paid in an emergency before an application is decided."""

from shared.database.script import execute_script

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Nothing was paid so before."""
    execute_script("""
        CREATE TABLE emergency_aid (
            aid_id uuid NOT NULL CONSTRAINT pk_emergency_aid PRIMARY KEY,
            application_id uuid NOT NULL
                CONSTRAINT fk_emergency_aid_application_id_benefit_application
                REFERENCES benefit_application (application_id),
            cause text NOT NULL,
            happened_on date NOT NULL,
            fen bigint NOT NULL,
            document text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            due_on date,
            papers_on date,
            papers text,
            overdue_on date,
            CONSTRAINT ck_emergency_aid_fen CHECK (fen > 0),
            CONSTRAINT ck_emergency_aid_outcome CHECK (outcome IN ('released', 'refused', 'withdrawn')),
            CONSTRAINT ck_emergency_aid_decided_at CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            ),
            CONSTRAINT ck_emergency_aid_decided_by CHECK (decided_by <> proposed_by OR outcome <> 'released'),
            CONSTRAINT ck_emergency_aid_due_on CHECK (
                (outcome IS NOT DISTINCT FROM 'released') = (due_on IS NOT NULL)
            ),
            CONSTRAINT ck_emergency_aid_papers CHECK (
                (papers_on IS NULL) = (papers IS NULL) AND (papers_on IS NULL OR due_on IS NOT NULL)
            )
        );
        CREATE UNIQUE INDEX uq_emergency_aid_application ON emergency_aid (application_id)
            WHERE outcome IS NULL OR outcome = 'released';
        CREATE INDEX ix_emergency_aid_due_on ON emergency_aid (due_on)
            WHERE papers_on IS NULL AND overdue_on IS NULL AND outcome = 'released';
        COMMENT ON TABLE emergency_aid IS 'what is paid in an emergency before an application is decided';
        COMMENT ON COLUMN emergency_aid.cause IS 'a word of the code list emergency-cause';
        COMMENT ON COLUMN emergency_aid.fen IS 'paid before the application is decided';
        COMMENT ON COLUMN emergency_aid.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN emergency_aid.proposed_by IS 'account';
        COMMENT ON COLUMN emergency_aid.outcome IS 'released, refused, withdrawn; null: open';
        COMMENT ON COLUMN emergency_aid.decided_by IS 'account';
        COMMENT ON COLUMN emergency_aid.note IS 'why it was refused or withdrawn';
        COMMENT ON COLUMN emergency_aid.due_on IS 'last day for the papers; null: not released';
        COMMENT ON COLUMN emergency_aid.papers_on IS 'the papers were complete; null: not yet';
        COMMENT ON COLUMN emergency_aid.papers IS 'which they are, by kind and number';
        COMMENT ON COLUMN emergency_aid.overdue_on IS 'it was told that they are late';
    """)
