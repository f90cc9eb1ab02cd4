"""Persons, veteran records, disclosures, social roles."""

from shared.database.script import execute_script

revision = "0003"
down_revision = "0002"

UP = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE person (
    person_id uuid NOT NULL,
    id_number_hash bytea NOT NULL,
    legacy_id_number_sealed bytea,
    sex_code text NOT NULL,
    birth_on date NOT NULL,
    domicile_code text NOT NULL,
    residence_code text NOT NULL,
    id_number_sealed bytea NOT NULL,
    name_sealed bytea NOT NULL,
    former_name_sealed bytea,
    ethnicity_code text,
    domicile_address_sealed bytea,
    residence_address_sealed bytea,
    household_code text,
    kinship_code text,
    mobile_sealed bytea,
    other_phone_sealed bytea,
    guardian_name_sealed bytea,
    guardian_phone_sealed bytea,
    political_code text,
    party_joined_on date,
    party_joined_on_precision text,
    education_code text,
    marital_code text,
    health_code text,
    work_ability_code text,
    self_care_code text,
    support_code text,
    employment_code text,
    employer_name_sealed bytea,
    employer_code text,
    employer_phone_sealed bytea,
    monthly_income_fen bigint,
    medical_insurance_code text,
    pension_code text,
    minimum_living_allowance boolean,
    extreme_poverty_support boolean,
    housing_code text,
    bank_name_sealed bytea,
    bank_account_name_sealed bytea,
    bank_account_sealed bytea,
    synthetic boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (person_id),
    CONSTRAINT uq_person_id_number_hash UNIQUE (id_number_hash),
    CONSTRAINT fk_person_domicile_code FOREIGN KEY (domicile_code) REFERENCES division (code)
);
CREATE INDEX ix_person_domicile_code ON person (domicile_code);
COMMENT ON TABLE person IS 'service objects: veterans, and later survivors and families';
COMMENT ON COLUMN person.id_number_hash IS 'keyed HMAC of the 18-character number';
COMMENT ON COLUMN person.legacy_id_number_sealed IS 'the 15-digit form, where it was given';
COMMENT ON COLUMN person.sex_code IS 'from the number; what a form stated otherwise is a discrepancy';
COMMENT ON COLUMN person.birth_on IS 'from the number; what a form stated otherwise is a discrepancy';
COMMENT ON COLUMN person.domicile_code IS 'R2: exactly one';
COMMENT ON COLUMN person.residence_code IS 'may lie outside the county';
COMMENT ON COLUMN person.party_joined_on_precision IS 'day, month, year';
COMMENT ON COLUMN person.synthetic IS 'an invented person, for demonstrations';

CREATE TABLE data_key (
    person_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    CONSTRAINT pk_data_key PRIMARY KEY (person_id),
    CONSTRAINT fk_data_key_person_id FOREIGN KEY (person_id) REFERENCES person (person_id)
);
COMMENT ON TABLE data_key IS 'one data key per person';
COMMENT ON COLUMN data_key.wrapped IS 'wrapped by the master key; deleting the row is erasure';

CREATE TABLE veteran (
    veteran_id uuid NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    org_code text NOT NULL,
    org_path ltree NOT NULL,
    channel text NOT NULL,
    enlisted_on date,
    enlisted_on_precision text,
    enlisted_from_code text,
    conscript_from date,
    conscript_from_precision text,
    conscript_to date,
    conscript_to_precision text,
    discharged_on date,
    discharged_on_precision text,
    arm_code text,
    rank_code text,
    discharge_certificate_sealed bytea,
    placement_code text,
    reported_in_on date,
    merits_sealed bytea,
    registered_on date NOT NULL,
    registered_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_veteran PRIMARY KEY (veteran_id),
    CONSTRAINT ck_veteran_state CHECK (state IN ('registered')),
    CONSTRAINT ck_veteran_channel CHECK (channel IN ('counter', 'import')),
    CONSTRAINT fk_veteran_veteran_id FOREIGN KEY (veteran_id) REFERENCES person (person_id),
    CONSTRAINT fk_veteran_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
);
CREATE INDEX ix_veteran_org_code ON veteran (org_code);
CREATE INDEX ix_veteran_org_path ON veteran USING gist (org_path);
COMMENT ON TABLE veteran IS 'veteran records';
COMMENT ON COLUMN veteran.version IS 'events published about it';
COMMENT ON COLUMN veteran.org_code IS 'R2: exactly one';
COMMENT ON COLUMN veteran.channel IS 'counter, import';
COMMENT ON COLUMN veteran.enlisted_on_precision IS 'day, month, year';
COMMENT ON COLUMN veteran.conscript_from_precision IS 'day, month, year';
COMMENT ON COLUMN veteran.conscript_to_precision IS 'day, month, year';
COMMENT ON COLUMN veteran.discharged_on_precision IS 'day, month, year';
COMMENT ON COLUMN veteran.registered_on IS 'may lie long before recorded_at: old registers';
COMMENT ON COLUMN veteran.registered_by IS 'account';

CREATE TABLE veteran_category (
    veteran_id uuid NOT NULL,
    category_code text NOT NULL,
    state text NOT NULL,
    received_on date NOT NULL,
    CONSTRAINT pk_veteran_category PRIMARY KEY (veteran_id, category_code),
    CONSTRAINT ck_veteran_category_state CHECK (state IN ('received')),
    CONSTRAINT fk_veteran_category_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id)
);
COMMENT ON TABLE veteran_category IS 'categories a veteran claims';
COMMENT ON COLUMN veteran_category.category_code IS 'the ministry''s codes';
COMMENT ON COLUMN veteran_category.state IS 'received: a claim, until it is recognised';

CREATE TABLE identity_discrepancy (
    person_id uuid NOT NULL,
    field text NOT NULL,
    stated text NOT NULL,
    derived text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_identity_discrepancy PRIMARY KEY (person_id, field),
    CONSTRAINT fk_identity_discrepancy_person_id FOREIGN KEY (person_id) REFERENCES person (person_id)
);
COMMENT ON TABLE identity_discrepancy IS 'where a file and an identity number disagree';
COMMENT ON COLUMN identity_discrepancy.field IS 'sex_code, birth_on';
COMMENT ON COLUMN identity_discrepancy.derived IS 'from the identity number; holds until the county decides';

CREATE TABLE disclosure (
    view_id uuid NOT NULL,
    veteran_id uuid NOT NULL,
    account_id uuid NOT NULL,
    purpose text NOT NULL,
    reason text NOT NULL,
    fields text[] NOT NULL,
    viewed_at timestamptz NOT NULL,
    CONSTRAINT pk_disclosure PRIMARY KEY (view_id),
    CONSTRAINT fk_disclosure_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id)
);
CREATE INDEX ix_disclosure_account_id ON disclosure (account_id);
CREATE INDEX ix_disclosure_veteran_id ON disclosure (veteran_id);
COMMENT ON TABLE disclosure IS 'who saw personal fields in clear, and why';
COMMENT ON COLUMN disclosure.reason IS 'in the viewer''s words; not on the bus';
COMMENT ON COLUMN disclosure.fields IS 'names, never values';

CREATE TABLE social_role (
    role_id uuid NOT NULL,
    veteran_id uuid NOT NULL,
    kind text NOT NULL,
    org_code text NOT NULL,
    org_path ltree NOT NULL,
    assumed_on date NOT NULL,
    source text NOT NULL,
    ended_on date,
    end_reason text,
    version integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_social_role PRIMARY KEY (role_id),
    CONSTRAINT ck_social_role_kind CHECK (
        kind IN ('mediator', 'village-reserve-cadre', 'village-two-committees', 'entrepreneur')
    ),
    CONSTRAINT ck_social_role_ended_on CHECK (ended_on > assumed_on),
    CONSTRAINT ck_social_role_end_reason CHECK ((ended_on IS NULL) = (end_reason IS NULL)),
    CONSTRAINT ex_social_role_term EXCLUDE USING gist (
        veteran_id WITH =, kind WITH =, daterange(assumed_on, ended_on) WITH &&
    ),
    CONSTRAINT fk_social_role_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
    CONSTRAINT fk_social_role_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
);
CREATE INDEX ix_social_role_org_code ON social_role (org_code);
CREATE INDEX ix_social_role_org_path ON social_role USING gist (org_path);
COMMENT ON TABLE social_role IS 'terms of veterans in social roles';
COMMENT ON COLUMN social_role.org_code IS 'where it is counted';
COMMENT ON COLUMN social_role.source IS 'the document or decision it rests on';
COMMENT ON COLUMN social_role.ended_on IS 'the first day it is no longer held';
COMMENT ON COLUMN social_role.version IS 'events published about it';
"""
DOWN = """
DROP TABLE social_role;
DROP TABLE disclosure;
DROP TABLE identity_discrepancy;
DROP TABLE veteran_category;
DROP TABLE veteran;
DROP TABLE data_key;
DROP TABLE person;
DROP EXTENSION btree_gist;
"""


def upgrade() -> None:
    execute_script(UP)


def downgrade() -> None:
    execute_script(DOWN)
