"""The service network and the Party organisations that mirror it, as reporting learns them."""

from shared.database.script import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Units with their names over time; Party organisations."""
    execute_script("""
        CREATE TABLE org_unit (
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            kind text NOT NULL,
            host_kind text NOT NULL,
            established_on date NOT NULL,
            closed_on date,
            CONSTRAINT pk_org_unit PRIMARY KEY (org_code),
            CONSTRAINT ck_org_unit_kind CHECK (kind IN ('centre', 'station', 'room'))
        );
        CREATE INDEX ix_org_unit_org_path ON org_unit USING gist (org_path);

        CREATE TABLE org_unit_name (
            org_code text NOT NULL,
            named_on date NOT NULL,
            name text NOT NULL,
            CONSTRAINT pk_org_unit_name PRIMARY KEY (org_code, named_on)
        );
        COMMENT ON COLUMN org_unit_name.named_on IS '-infinity: the name the unit was established with';

        CREATE TABLE party_organisation (
            party_org_code text NOT NULL,
            kind text NOT NULL,
            org_path ltree NOT NULL,
            parent_code text,
            established_on date NOT NULL,
            CONSTRAINT pk_party_organisation PRIMARY KEY (party_org_code),
            CONSTRAINT ck_party_organisation_kind CHECK (kind IN ('branch', 'group'))
        );
        COMMENT ON COLUMN party_organisation.org_path IS 'of the unit it mirrors';
        COMMENT ON COLUMN party_organisation.parent_code IS 'the branch a group belongs to';
    """)


def downgrade() -> None:
    """The kernel alone."""
    execute_script("DROP TABLE party_organisation; DROP TABLE org_unit_name; DROP TABLE org_unit;")
