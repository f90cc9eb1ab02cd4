"""Whom the services hold otherwise than registry, as of the last comparison."""

from shared.database.script import execute_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing, until services are compared."""
    execute_script("""
        CREATE TABLE comparison (
            service text NOT NULL CONSTRAINT pk_comparison PRIMARY KEY,
            wanted_at timestamptz,
            claimed_until timestamptz,
            compared_at timestamptz,
            units bigint,
            units_differing bigint,
            persons_waiting bigint
        );
        COMMENT ON TABLE comparison IS 'a row a service: what the last comparison came to';
        COMMENT ON COLUMN comparison.service IS 'compared with registry';
        COMMENT ON COLUMN comparison.wanted_at IS 'asked for and not done yet';
        COMMENT ON COLUMN comparison.claimed_until IS 'in hand of a worker until then';
        COMMENT ON COLUMN comparison.units IS 'that were compared';
        COMMENT ON COLUMN comparison.units_differing IS
            'whose digests differ, those that wait for events included';
        COMMENT ON COLUMN comparison.persons_waiting IS 'of whom not everything told is applied there';
        CREATE TABLE person_difference (
            service text NOT NULL,
            org_path ltree NOT NULL,
            person_id uuid NOT NULL,
            kind text NOT NULL
                CONSTRAINT ck_person_difference_kind CHECK (kind IN ('missing', 'unexpected', 'other-days')),
            day date,
            found_at timestamptz NOT NULL,
            CONSTRAINT pk_person_difference PRIMARY KEY (service, org_path, person_id)
        );
        CREATE INDEX ix_person_difference_org_path ON person_difference USING gist (org_path);
        COMMENT ON TABLE person_difference IS
            'whom a service does not hold as registry does, as of the last comparison';
        COMMENT ON COLUMN person_difference.day IS
            'the first on which it differs; null where the service keeps no days';
        COMMENT ON COLUMN person_difference.found_at IS 'by the first comparison that told it';
    """)


def downgrade() -> None:
    """They are found again by the next comparison."""
    execute_script("DROP TABLE person_difference; DROP TABLE comparison")
