"""Parties of cases, and the cases that benefits tells of."""

from shared.database.script import execute_script

revision = "0100"
down_revision = "0099"


def upgrade() -> None:
    """None is named yet; the cases come with the events."""
    execute_script("""
        CREATE TABLE known_case (
            case_id uuid NOT NULL,
            org_code text NOT NULL,
            applicant_id uuid NOT NULL,
            parties_count integer NOT NULL,
            opened_on date NOT NULL,
            ended_on date,
            synthetic boolean NOT NULL,
            CONSTRAINT pk_known_case PRIMARY KEY (case_id)
        );
        COMMENT ON TABLE known_case IS 'cases that benefits has opened';
        COMMENT ON COLUMN known_case.org_code IS 'service organisation that handles it';
        COMMENT ON COLUMN known_case.parties_count IS 'on all sides, the applicant included, as it was opened';
        COMMENT ON COLUMN known_case.ended_on IS 'resolved or withdrawn; null: under way';

        CREATE TABLE case_party (
            party_id uuid NOT NULL,
            case_id uuid NOT NULL,
            person_id uuid NOT NULL,
            version integer NOT NULL,
            removed_on date,
            reason text,
            document text,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            CONSTRAINT pk_case_party PRIMARY KEY (party_id),
            CONSTRAINT fk_case_party_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_case_party_removed_on CHECK ((removed_on IS NULL) = (reason IS NULL))
        );
        CREATE INDEX ix_case_party_case_id ON case_party (case_id);
        CREATE INDEX ix_case_party_person_id ON case_party (person_id);
        CREATE UNIQUE INDEX uq_case_party_once ON case_party (case_id, person_id) WHERE removed_on IS NULL;
        COMMENT ON TABLE case_party IS 'who is a party to a case, besides its applicant';
        COMMENT ON COLUMN case_party.version IS 'events published about it';
        COMMENT ON COLUMN case_party.removed_on IS 'a party no longer since then; null: is one';
        COMMENT ON COLUMN case_party.reason IS 'why: a word of the code list case-party-removal';
        COMMENT ON COLUMN case_party.document IS 'what a correction or removal rests on, by kind and number';
        COMMENT ON COLUMN case_party.recorded_by IS 'account';
        COMMENT ON COLUMN case_party.known_from IS 'since when it is believed so';

        CREATE TABLE case_party_past (
            party_id uuid NOT NULL,
            version integer NOT NULL,
            person_id uuid NOT NULL,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_case_party_past PRIMARY KEY (party_id, version),
            CONSTRAINT fk_case_party_past_party_id FOREIGN KEY (party_id) REFERENCES case_party (party_id),
            CONSTRAINT fk_case_party_past_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_case_party_past_known_until CHECK (known_until >= known_from)
        );
        COMMENT ON TABLE case_party_past IS 'who was said to be the party before that was corrected';
        COMMENT ON COLUMN case_party_past.recorded_by IS 'account';
        COMMENT ON COLUMN case_party_past.known_until IS 'no longer believed from then on';
    """)


def downgrade() -> None:
    """Who were parties is in the events, by their ids."""
    execute_script("DROP TABLE case_party_past; DROP TABLE case_party; DROP TABLE known_case;")
