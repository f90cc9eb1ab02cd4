"""Divisions, the service network, Party organisations, accounts."""

from shared.database.script import execute_script

revision = "0002"
down_revision = "0001"

UP = """
CREATE TABLE account (
    account_id uuid NOT NULL,
    username text NOT NULL,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    failed_count integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    founding boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (account_id),
    CONSTRAINT uq_account_username UNIQUE (username),
    CONSTRAINT ck_account_username_lower CHECK (username = lower(username)),
    CONSTRAINT ck_account_failed_count CHECK (failed_count >= 0)
);
CREATE UNIQUE INDEX uq_account_founding ON account (founding) WHERE founding;
COMMENT ON TABLE account IS 'who may sign in';
COMMENT ON COLUMN account.username IS 'lower case';
COMMENT ON COLUMN account.password_hash IS 'argon2id with its parameters and salt';
COMMENT ON COLUMN account.failed_count IS 'failures since success or lock';
COMMENT ON COLUMN account.founding IS 'created by the setup';

CREATE TABLE division (
    code text NOT NULL,
    name text NOT NULL,
    parent_code text,
    level text NOT NULL,
    CONSTRAINT pk_division PRIMARY KEY (code),
    CONSTRAINT fk_division_parent_code FOREIGN KEY (parent_code) REFERENCES division (code),
    CONSTRAINT ck_division_code CHECK (code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
    CONSTRAINT ck_division_parent_code CHECK (parent_code IS NULL OR starts_with(code, parent_code))
);
CREATE INDEX ix_division_parent_code ON division (parent_code);
COMMENT ON TABLE division IS 'administrative divisions of the county';
COMMENT ON COLUMN division.code IS '6 county, 9 township, 12 village (GB/T 2260, GB/T 10114)';
COMMENT ON COLUMN division.parent_code IS 'null for the county';
COMMENT ON COLUMN division.level IS 'county, subdistrict, town, township, village, community';

CREATE TABLE org_unit (
    org_code text NOT NULL,
    kind text NOT NULL,
    host_kind text NOT NULL,
    name text NOT NULL,
    parent_code text,
    division_code text,
    org_path ltree NOT NULL,
    established_on date NOT NULL,
    closed_on date,
    version integer NOT NULL,
    CONSTRAINT pk_org_unit PRIMARY KEY (org_code),
    CONSTRAINT fk_org_unit_parent_code FOREIGN KEY (parent_code) REFERENCES org_unit (org_code),
    CONSTRAINT fk_org_unit_division_code FOREIGN KEY (division_code) REFERENCES division (code),
    CONSTRAINT ck_org_unit_parent_code CHECK ((kind = 'centre') = (parent_code IS NULL)),
    CONSTRAINT ck_org_unit_division_code CHECK ((host_kind = 'county-direct-unit') = (division_code IS NULL)),
    CONSTRAINT ck_org_unit_closed_on CHECK (closed_on >= established_on)
);
CREATE INDEX ix_org_unit_parent_code ON org_unit (parent_code);
CREATE INDEX ix_org_unit_division_code ON org_unit (division_code);
CREATE INDEX ix_org_unit_org_path ON org_unit USING gist (org_path);
CREATE UNIQUE INDEX uq_org_unit_active_centre ON org_unit (kind) WHERE kind = 'centre' AND closed_on IS NULL;
COMMENT ON TABLE org_unit IS 'centre, stations and rooms';
COMMENT ON COLUMN org_unit.kind IS 'centre, station, room';
COMMENT ON COLUMN org_unit.host_kind IS 'county, township, county-direct-unit, village';
COMMENT ON COLUMN org_unit.parent_code IS 'null for the centre';
COMMENT ON COLUMN org_unit.division_code IS 'null at a county-direct unit';
COMMENT ON COLUMN org_unit.org_path IS 'codes from the centre down';
COMMENT ON COLUMN org_unit.version IS 'events published about it';

CREATE TABLE party_organisation (
    party_org_code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    mirror_of text NOT NULL,
    parent_code text,
    org_path ltree NOT NULL,
    established_on date NOT NULL,
    dissolved_on date,
    version integer NOT NULL,
    CONSTRAINT pk_party_organisation PRIMARY KEY (party_org_code),
    CONSTRAINT fk_party_organisation_mirror_of FOREIGN KEY (mirror_of) REFERENCES org_unit (org_code),
    CONSTRAINT fk_party_organisation_parent_code
        FOREIGN KEY (parent_code) REFERENCES party_organisation (party_org_code),
    CONSTRAINT ck_party_organisation_parent_code CHECK ((kind = 'group') = (parent_code IS NOT NULL))
);
CREATE INDEX ix_party_organisation_parent_code ON party_organisation (parent_code);
CREATE INDEX ix_party_organisation_org_path ON party_organisation USING gist (org_path);
CREATE UNIQUE INDEX uq_party_organisation_active_mirror ON party_organisation (mirror_of)
WHERE dissolved_on IS NULL;
COMMENT ON TABLE party_organisation IS 'Party organisations that mirror the service network';
COMMENT ON COLUMN party_organisation.kind IS 'branch, group';
COMMENT ON COLUMN party_organisation.mirror_of IS 'its station or room';
COMMENT ON COLUMN party_organisation.parent_code IS 'its branch';
COMMENT ON COLUMN party_organisation.org_path IS 'path of the unit it mirrors';
COMMENT ON COLUMN party_organisation.version IS 'events published about it';
"""
DOWN = """
DROP TABLE party_organisation;
DROP TABLE org_unit;
DROP TABLE division;
DROP TABLE account;
"""


def upgrade() -> None:
    execute_script(UP)


def downgrade() -> None:
    execute_script(DOWN)
