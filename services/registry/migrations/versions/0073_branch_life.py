"""What Party branches and groups hold, and what was due of them and was not held."""

from shared.database.script import execute_script

revision = "0073"
down_revision = "0072"


def upgrade() -> None:
    """Nothing was recorded of it before."""
    execute_script("""
        CREATE TABLE branch_record (
            record_id uuid NOT NULL,
            party_org_code text NOT NULL,
            org_path ltree NOT NULL,
            kind text NOT NULL,
            period text NOT NULL,
            held_on date NOT NULL,
            place text NOT NULL,
            expected integer NOT NULL,
            present integer NOT NULL,
            agenda text NOT NULL,
            planned_on date,
            held_at text,
            chair text,
            recorder text,
            absent text,
            decisions text,
            votes_for integer,
            votes_against integer,
            votes_abstained integer,
            speaker text,
            theme text,
            state text NOT NULL,
            submitted_on date,
            late_days integer NOT NULL,
            return_reason text,
            return_note text,
            withdrawal text,
            version integer NOT NULL,
            told integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_branch_record PRIMARY KEY (record_id),
            CONSTRAINT fk_branch_record_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT ck_branch_record_state CHECK (
                state IN ('draft', 'submitted', 'accepted', 'returned', 'withdrawn')
            ),
            CONSTRAINT ck_branch_record_withdrawal CHECK ((state = 'withdrawn') = (withdrawal IS NOT NULL)),
            CONSTRAINT ck_branch_record_present CHECK (present <= expected AND present >= 0)
        );
        CREATE UNIQUE INDEX uq_branch_record_day ON branch_record (party_org_code, kind, held_on)
            WHERE state <> 'withdrawn';
        CREATE INDEX ix_branch_record_period ON branch_record (party_org_code, period);
        CREATE INDEX ix_branch_record_org_path ON branch_record USING gist (org_path);
        COMMENT ON TABLE branch_record IS 'meetings, lectures and theme days of Party branches and groups';
        COMMENT ON COLUMN branch_record.org_path IS 'of the unit beside which the organisation stood';
        COMMENT ON COLUMN branch_record.kind IS 'a word of the code list branch-record-kind';
        COMMENT ON COLUMN branch_record.period IS '2019-04, or 2019-Q2';
        COMMENT ON COLUMN branch_record.held_at IS 'the hour, as 14:30';
        COMMENT ON COLUMN branch_record.absent IS 'who, and why';
        COMMENT ON COLUMN branch_record.submitted_on IS 'handed in for the first time';
        COMMENT ON COLUMN branch_record.return_reason IS 'a word of the code list branch-record-return';
        COMMENT ON COLUMN branch_record.withdrawal IS 'a word of the code list branch-record-withdrawal';
        COMMENT ON COLUMN branch_record.version IS 'changes of the record';
        COMMENT ON COLUMN branch_record.told IS 'events published about it';
        COMMENT ON COLUMN branch_record.recorded_by IS 'account';

        CREATE TABLE branch_record_past (
            record_id uuid NOT NULL,
            version integer NOT NULL,
            said jsonb NOT NULL,
            known_until timestamptz NOT NULL,
            corrected_by uuid NOT NULL,
            CONSTRAINT pk_branch_record_past PRIMARY KEY (record_id, version),
            CONSTRAINT fk_branch_record_past_record_id FOREIGN KEY (record_id) REFERENCES branch_record (record_id)
        );
        COMMENT ON TABLE branch_record_past IS 'what records of branch life said before they were corrected';
        COMMENT ON COLUMN branch_record_past.said IS 'the sheet by its fields';
        COMMENT ON COLUMN branch_record_past.known_until IS 'corrected then';
        COMMENT ON COLUMN branch_record_past.corrected_by IS 'account';

        CREATE TABLE branch_overdue (
            overdue_id uuid NOT NULL,
            party_org_code text NOT NULL,
            org_path ltree NOT NULL,
            kind text NOT NULL,
            period text NOT NULL,
            due_on date NOT NULL,
            told_at timestamptz NOT NULL,
            CONSTRAINT pk_branch_overdue PRIMARY KEY (overdue_id),
            CONSTRAINT fk_branch_overdue_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT uq_branch_overdue_period UNIQUE (party_org_code, kind, period)
        );
        CREATE INDEX ix_branch_overdue_org_path ON branch_overdue USING gist (org_path);
        COMMENT ON TABLE branch_overdue IS
            'what branches and groups had not held when its period was over, told once';
        COMMENT ON COLUMN branch_overdue.due_on IS 'the last day of the period';
    """)


def downgrade() -> None:
    """What was recorded of branch life is lost."""
    execute_script("DROP TABLE branch_overdue; DROP TABLE branch_record_past; DROP TABLE branch_record;")
