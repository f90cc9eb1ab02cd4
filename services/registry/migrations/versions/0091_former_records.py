"""What Party organisations, applications and records of branch life said before stands with what all others did."""

from alembic import op

from shared.database.script import execute_script

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    """A key may be a code now. The reason of what was corrected until now stands in the audit."""
    # None of these tables was in a release.
    column = "ALTER TABLE former_record ALTER COLUMN record_id TYPE text"
    op.execute(f"-- squawk-ignore changing-column-type\n{column}")
    execute_script("""
        COMMENT ON COLUMN former_record.record_id IS 'its key';
        INSERT INTO former_record (kind, record_id, version, said, reason, corrected_by, known_until)
            SELECT 'party_organisation', party_org_code, version, to_jsonb(past) - 'known_until' - 'changed_by', '',
                changed_by, known_until
            FROM party_organisation_past AS past;
        INSERT INTO former_record (kind, record_id, version, said, reason, corrected_by, known_until)
            SELECT 'party_application', application_id::text, version,
                to_jsonb(past) - 'known_until' - 'corrected_by', '', corrected_by, known_until
            FROM party_application_past AS past;
        INSERT INTO former_record (kind, record_id, version, said, reason, corrected_by, known_until)
            SELECT 'branch_record', record_id::text, version, said, '', corrected_by, known_until
            FROM branch_record_past;
    """)
    for table in ("branch_record_past", "party_application_past", "party_organisation_past"):
        op.execute(f"-- squawk-ignore ban-drop-table\nDROP TABLE {table}")


def downgrade() -> None:
    """What was said of these three before is lost."""
    execute_script("""
        CREATE TABLE party_organisation_past (
            party_org_code text NOT NULL,
            version integer NOT NULL,
            name text NOT NULL,
            renamed_on date,
            mirror_of text NOT NULL,
            established_on date NOT NULL,
            known_until timestamptz NOT NULL,
            changed_by uuid NOT NULL,
            CONSTRAINT pk_party_organisation_past PRIMARY KEY (party_org_code, version),
            CONSTRAINT fk_party_organisation_past_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code)
        );
        COMMENT ON TABLE party_organisation_past IS
            'what was said of Party organisations before they were renamed or corrected';
        COMMENT ON COLUMN party_organisation_past.known_until IS 'changed or corrected then';
        COMMENT ON COLUMN party_organisation_past.changed_by IS 'account';
        CREATE TABLE party_application_past (
            application_id uuid NOT NULL,
            version integer NOT NULL,
            party_org_code text NOT NULL,
            submitted_on date NOT NULL,
            activist_on date,
            target_on date,
            probationary_on date,
            full_on date,
            closed_on date,
            end_reason text,
            document text NOT NULL,
            known_until timestamptz NOT NULL,
            corrected_by uuid NOT NULL,
            CONSTRAINT pk_party_application_past PRIMARY KEY (application_id, version),
            CONSTRAINT fk_party_application_past_application_id FOREIGN KEY (application_id)
                REFERENCES party_application (application_id)
        );
        COMMENT ON TABLE party_application_past IS 'what was said of applications before they were corrected';
        COMMENT ON COLUMN party_application_past.known_until IS 'no longer believed from then on';
        COMMENT ON COLUMN party_application_past.corrected_by IS 'account';
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
        DELETE FROM former_record WHERE kind IN ('party_organisation', 'party_application', 'branch_record');
        -- squawk-ignore changing-column-type
        ALTER TABLE former_record ALTER COLUMN record_id TYPE uuid USING record_id::uuid;
        COMMENT ON COLUMN former_record.record_id IS NULL;
    """)
