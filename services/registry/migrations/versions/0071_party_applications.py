"""Party organisations are renamed, corrected and dissolved; persons apply to join the Party."""

from shared.database.script import execute_script

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    """No organisation was dissolved before there was a way to."""
    execute_script("""
        ALTER TABLE party_organisation
            ADD COLUMN renamed_on date,
            ADD COLUMN dissolution text;
        ALTER TABLE party_organisation ADD CONSTRAINT ck_party_organisation_dissolution
            CHECK ((dissolved_on IS NULL) = (dissolution IS NULL)) NOT VALID;
        COMMENT ON COLUMN party_organisation.renamed_on IS
            'since when it has its name, where not since it was established';
        COMMENT ON COLUMN party_organisation.dissolution IS 'a word of the code list party-dissolution';

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

        CREATE TABLE party_application (
            application_id uuid NOT NULL,
            person_id uuid NOT NULL,
            party_org_code text NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            submitted_on date NOT NULL,
            activist_on date,
            target_on date,
            probationary_on date,
            full_on date,
            closed_on date,
            end_reason text,
            political_before text,
            document text NOT NULL,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_party_application PRIMARY KEY (application_id),
            CONSTRAINT fk_party_application_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_party_application_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT fk_party_application_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code),
            CONSTRAINT ck_party_application_end_reason CHECK ((closed_on IS NULL) = (end_reason IS NULL)),
            CONSTRAINT ck_party_application_closed_on CHECK (closed_on IS NULL OR probationary_on IS NULL),
            CONSTRAINT ck_party_application_closed_after CHECK (closed_on >= submitted_on)
        );
        CREATE INDEX ix_party_application_person_id ON party_application (person_id);
        CREATE INDEX ix_party_application_party_org_code ON party_application (party_org_code);
        CREATE INDEX ix_party_application_org_path ON party_application USING gist (org_path);
        CREATE UNIQUE INDEX uq_party_application_open ON party_application (person_id)
            WHERE closed_on IS NULL AND probationary_on IS NULL;
        COMMENT ON TABLE party_application IS 'applications to join the Party';
        COMMENT ON COLUMN party_application.party_org_code IS 'where it was handed in';
        COMMENT ON COLUMN party_application.org_code IS 'where it is counted';
        COMMENT ON COLUMN party_application.target_on IS 'development target since';
        COMMENT ON COLUMN party_application.probationary_on IS 'a member since, and no applicant any more';
        COMMENT ON COLUMN party_application.full_on IS 'a full member since';
        COMMENT ON COLUMN party_application.closed_on IS
            'ended without membership; the day it was handed in: it never was';
        COMMENT ON COLUMN party_application.end_reason IS 'a word of the code list party-application-end';
        COMMENT ON COLUMN party_application.political_before IS
            'the political status until the person became a member';
        COMMENT ON COLUMN party_application.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN party_application.version IS 'events published about it';
        COMMENT ON COLUMN party_application.recorded_by IS 'account';

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
    """)


def downgrade() -> None:
    """What was recorded of applications is lost; organisations keep the names they have."""
    execute_script("""
        DROP TABLE party_application_past;
        DROP TABLE party_application;
        DROP TABLE party_organisation_past;
        ALTER TABLE party_organisation
            DROP CONSTRAINT ck_party_organisation_dissolution, DROP COLUMN dissolution, DROP COLUMN renamed_on;
    """)
