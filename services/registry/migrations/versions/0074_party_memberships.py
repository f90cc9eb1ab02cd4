"""Where formal Party membership is, and the letters by which it is transferred."""

from shared.database.script import execute_script

revision = "0074"
down_revision = "0073"


def upgrade() -> None:
    """Of nobody is it known yet."""
    execute_script("""
        CREATE TABLE party_membership (
            membership_id uuid NOT NULL,
            person_id uuid NOT NULL,
            party_org_code text,
            outside text,
            org_path ltree,
            since date NOT NULL,
            until date,
            document text NOT NULL,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_party_membership PRIMARY KEY (membership_id),
            CONSTRAINT fk_party_membership_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_party_membership_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT ck_party_membership_party_org_code CHECK (
                (party_org_code IS NULL) <> (outside IS NULL) AND (party_org_code IS NULL) = (org_path IS NULL)
            ),
            CONSTRAINT ck_party_membership_until CHECK (until >= since)
        );
        CREATE INDEX ix_party_membership_person_id ON party_membership (person_id);
        CREATE INDEX ix_party_membership_party_org_code ON party_membership (party_org_code);
        CREATE INDEX ix_party_membership_org_path ON party_membership USING gist (org_path);
        CREATE UNIQUE INDEX uq_party_membership_standing ON party_membership (person_id) WHERE until IS NULL;
        COMMENT ON TABLE party_membership IS 'where members'' formal Party membership is';
        COMMENT ON COLUMN party_membership.outside IS 'name of the organisation, where it is none of ours';
        COMMENT ON COLUMN party_membership.org_path IS 'of the unit beside which the organisation stands';
        COMMENT ON COLUMN party_membership.until IS
            'the first day on which it is elsewhere; the first of all: it never was';
        COMMENT ON COLUMN party_membership.version IS 'events published about it';
        COMMENT ON COLUMN party_membership.recorded_by IS 'account';

        CREATE TABLE party_affiliation (
            person_id uuid NOT NULL,
            party_org_code text NOT NULL,
            since date NOT NULL,
            version integer NOT NULL,
            CONSTRAINT pk_party_affiliation PRIMARY KEY (person_id),
            CONSTRAINT fk_party_affiliation_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_party_affiliation_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code)
        );
        CREATE INDEX ix_party_affiliation_party_org_code ON party_affiliation (party_org_code);
        COMMENT ON TABLE party_affiliation IS
            'the station''s branch or the room''s group that a member takes part in';
        COMMENT ON COLUMN party_affiliation.version IS 'events published about it';

        CREATE TABLE membership_transfer (
            transfer_id uuid NOT NULL,
            person_id uuid NOT NULL,
            from_code text,
            from_outside text,
            from_path ltree,
            to_code text,
            to_outside text,
            to_path ltree,
            letter_no text NOT NULL,
            issued_on date NOT NULL,
            valid_until date NOT NULL,
            state text NOT NULL,
            completed_on date,
            document text NOT NULL,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_membership_transfer PRIMARY KEY (transfer_id),
            CONSTRAINT fk_membership_transfer_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_membership_transfer_from_code FOREIGN KEY (from_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT fk_membership_transfer_to_code FOREIGN KEY (to_code)
                REFERENCES party_organisation (party_org_code),
            CONSTRAINT ck_membership_transfer_state CHECK (
                state IN ('started', 'completed', 'expired', 'revoked')
            ),
            CONSTRAINT ck_membership_transfer_completed_on CHECK ((state = 'completed') = (completed_on IS NOT NULL))
        );
        CREATE INDEX ix_membership_transfer_person_id ON membership_transfer (person_id);
        CREATE INDEX ix_membership_transfer_state ON membership_transfer (state, valid_until);
        CREATE UNIQUE INDEX uq_membership_transfer_open ON membership_transfer (person_id)
            WHERE state IN ('started', 'expired');
        COMMENT ON TABLE membership_transfer IS 'letters by which formal membership is transferred';
        COMMENT ON COLUMN membership_transfer.valid_until IS 'the last day';
        COMMENT ON COLUMN membership_transfer.completed_on IS 'by the return slip';
        COMMENT ON COLUMN membership_transfer.version IS 'events published about it';
        COMMENT ON COLUMN membership_transfer.recorded_by IS 'account';
    """)


def downgrade() -> None:
    """What was recorded of it is lost."""
    execute_script("DROP TABLE membership_transfer; DROP TABLE party_affiliation; DROP TABLE party_membership;")
