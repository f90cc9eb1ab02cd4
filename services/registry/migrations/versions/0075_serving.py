"""Terms in roles are corrected; villages have volunteer teams."""

from alembic import op

from shared.database.script import execute_script

revision = "0075"
down_revision = "0074"

# Of a few hundred terms: nobody waits. PostgreSQL knows no such constraint that is checked later.
_TERMS = """-- squawk-ignore constraint-missing-not-valid
ALTER TABLE social_role ADD CONSTRAINT ex_social_role_term EXCLUDE USING gist (
    veteran_id WITH =, kind WITH =, daterange(assumed_on, ended_on) WITH &&
) WHERE (withdrawn_reason IS NULL)"""
_OTHERWISE = (("social_role", "ex_social_role_term"), ("register_import", "ck_register_import_kind"))


def upgrade() -> None:
    """No term was corrected yet. The constraint is small: a few hundred terms."""
    for table, constraint in _OTHERWISE:
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT {constraint}")
    execute_script("""
        ALTER TABLE social_role ADD COLUMN gone_on date;
        ALTER TABLE social_role ADD COLUMN withdrawn_reason text;
        ALTER TABLE register_import ADD CONSTRAINT ck_register_import_kind CHECK (
            kind IN (
                'registrations', 'deaths', 'relocations', 'corrections', 'social-roles', 'death-revocations',
                'relocation-revocations'
            )
        ) NOT VALID;
        COMMENT ON COLUMN social_role.gone_on
            IS 'when its holder died, left, or should not have been registered; not held since';
        COMMENT ON COLUMN social_role.withdrawn_reason IS 'why it never was';
        COMMENT ON COLUMN social_role.version IS 'counts what was done to it, and told';

        CREATE TABLE former_record (
            kind text NOT NULL,
            record_id uuid NOT NULL,
            version integer NOT NULL,
            said jsonb NOT NULL,
            reason text NOT NULL,
            corrected_by uuid NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_former_record PRIMARY KEY (kind, record_id, version)
        );
        COMMENT ON TABLE former_record IS 'what was said of records before they were corrected';
        COMMENT ON COLUMN former_record.kind IS 'the table in which the record stands';
        COMMENT ON COLUMN former_record.version IS 'the one that was corrected';
        COMMENT ON COLUMN former_record.said IS 'the row as it was';
        COMMENT ON COLUMN former_record.reason IS 'why it was corrected; without personal data';
        COMMENT ON COLUMN former_record.corrected_by IS 'account';
        COMMENT ON COLUMN former_record.known_until IS 'no longer believed from then on';

        CREATE TABLE volunteer_team (
            team_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            name text NOT NULL,
            purpose text NOT NULL,
            founded_on date NOT NULL,
            ended_on date,
            end_reason text,
            withdrawn_reason text,
            version integer NOT NULL,
            told integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_volunteer_team PRIMARY KEY (team_id),
            CONSTRAINT ck_volunteer_team_ended_on CHECK (ended_on >= founded_on),
            CONSTRAINT ck_volunteer_team_end_reason CHECK ((ended_on IS NULL) = (end_reason IS NULL)),
            CONSTRAINT fk_volunteer_team_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
        );
        CREATE INDEX ix_volunteer_team_org_code ON volunteer_team (org_code);
        CREATE INDEX ix_volunteer_team_org_path ON volunteer_team USING gist (org_path);
        COMMENT ON TABLE volunteer_team IS 'volunteer teams of villages';
        COMMENT ON COLUMN volunteer_team.org_code IS 'of its village';
        COMMENT ON COLUMN volunteer_team.purpose IS 'not on the bus';
        COMMENT ON COLUMN volunteer_team.ended_on IS 'the first day on which there is none';
        COMMENT ON COLUMN volunteer_team.withdrawn_reason IS 'why it never was';
        COMMENT ON COLUMN volunteer_team.version IS 'counts what was done to the team itself';
        COMMENT ON COLUMN volunteer_team.told IS 'events published about it and all that is its';
        COMMENT ON COLUMN volunteer_team.recorded_by IS 'account';

        CREATE TABLE team_membership (
            membership_id uuid NOT NULL,
            team_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            joined_on date NOT NULL,
            left_on date,
            leave_reason text,
            gone_on date,
            withdrawn_reason text,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_team_membership PRIMARY KEY (membership_id),
            CONSTRAINT ck_team_membership_left_on CHECK (left_on > joined_on),
            CONSTRAINT ck_team_membership_leave_reason CHECK ((left_on IS NULL) = (leave_reason IS NULL)),
            CONSTRAINT ex_team_membership_same EXCLUDE USING gist (
                team_id WITH =, veteran_id WITH =, daterange(joined_on, left_on) WITH &&
            ) WHERE (withdrawn_reason IS NULL),
            CONSTRAINT fk_team_membership_team_id FOREIGN KEY (team_id) REFERENCES volunteer_team (team_id),
            CONSTRAINT fk_team_membership_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id)
        );
        CREATE INDEX ix_team_membership_team_id ON team_membership (team_id);
        CREATE INDEX ix_team_membership_veteran_id ON team_membership (veteran_id);
        COMMENT ON TABLE team_membership IS 'who is in a volunteer team, and when';
        COMMENT ON COLUMN team_membership.left_on IS 'the first day on which he is in it no longer';
        COMMENT ON COLUMN team_membership.gone_on
            IS 'when he died, left the county, or should not have been registered; not in it since';
        COMMENT ON COLUMN team_membership.withdrawn_reason IS 'why he never was in it';
        COMMENT ON COLUMN team_membership.version IS 'counts what was done to it';
        COMMENT ON COLUMN team_membership.recorded_by IS 'account';

        CREATE TABLE team_activity (
            activity_id uuid NOT NULL,
            team_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            task text NOT NULL,
            held_on date NOT NULL,
            place text NOT NULL,
            withdrawn_reason text,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_team_activity PRIMARY KEY (activity_id),
            CONSTRAINT fk_team_activity_team_id FOREIGN KEY (team_id) REFERENCES volunteer_team (team_id),
            CONSTRAINT fk_team_activity_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
        );
        CREATE INDEX ix_team_activity_team_id ON team_activity (team_id);
        CREATE INDEX ix_team_activity_org_code ON team_activity (org_code);
        CREATE INDEX ix_team_activity_org_path ON team_activity USING gist (org_path);
        COMMENT ON TABLE team_activity IS 'what volunteer teams did';
        COMMENT ON COLUMN team_activity.org_code IS 'of the team that day';
        COMMENT ON COLUMN team_activity.task IS 'a word of the code list volunteer-task';
        COMMENT ON COLUMN team_activity.place IS 'where, and what exactly; not on the bus';
        COMMENT ON COLUMN team_activity.withdrawn_reason IS 'why there was none';
        COMMENT ON COLUMN team_activity.version IS 'counts what was done to it';
        COMMENT ON COLUMN team_activity.recorded_by IS 'account';

        CREATE TABLE team_participation (
            activity_id uuid NOT NULL,
            version integer NOT NULL,
            veteran_id uuid NOT NULL,
            minutes integer NOT NULL,
            CONSTRAINT pk_team_participation PRIMARY KEY (activity_id, version, veteran_id),
            CONSTRAINT ck_team_participation_minutes CHECK (minutes BETWEEN 1 AND 1440),
            CONSTRAINT fk_team_participation_activity_id
                FOREIGN KEY (activity_id) REFERENCES team_activity (activity_id),
            CONSTRAINT fk_team_participation_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id)
        );
        CREATE INDEX ix_team_participation_veteran_id ON team_participation (veteran_id);
        COMMENT ON TABLE team_participation
            IS 'who took part in what a team did; of an activity that was corrected, each version has its own';
        COMMENT ON COLUMN team_participation.version IS 'that of the activity which says so';

        CREATE TABLE contribution (
            contribution_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            contribution_class text NOT NULL,
            made_on date NOT NULL,
            deed text NOT NULL,
            evidence text NOT NULL,
            withdrawn_reason text,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_contribution PRIMARY KEY (contribution_id),
            CONSTRAINT fk_contribution_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_contribution_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
        );
        CREATE INDEX ix_contribution_veteran_id ON contribution (veteran_id);
        CREATE INDEX ix_contribution_org_code ON contribution (org_code);
        CREATE INDEX ix_contribution_org_path ON contribution USING gist (org_path);
        COMMENT ON TABLE contribution IS 'what veterans contributed to their villages';
        COMMENT ON COLUMN contribution.org_code IS 'responsible then';
        COMMENT ON COLUMN contribution.contribution_class IS 'a word of the code list contribution-class';
        COMMENT ON COLUMN contribution.deed IS 'what was done; not on the bus; empty: erased';
        COMMENT ON COLUMN contribution.evidence IS 'what shows it; not on the bus';
        COMMENT ON COLUMN contribution.withdrawn_reason IS 'why there was none';
        COMMENT ON COLUMN contribution.version IS 'events published about it';
        COMMENT ON COLUMN contribution.recorded_by IS 'account';
    """)
    op.execute(_TERMS)


def downgrade() -> None:
    """Fails where terms were taken back and recorded again: nobody knows which is which then."""
    execute_script("""
        DELETE FROM import_chunk USING register_import AS i
            WHERE i.import_id = import_chunk.import_id AND i.kind = 'social-roles';
        DELETE FROM import_first_row USING register_import AS i
            WHERE i.import_id = import_first_row.import_id AND i.kind = 'social-roles';
        DELETE FROM import_row USING register_import AS i
            WHERE i.import_id = import_row.import_id AND i.kind = 'social-roles';
        DELETE FROM register_import WHERE kind = 'social-roles';
        ALTER TABLE register_import DROP CONSTRAINT ck_register_import_kind;
        ALTER TABLE register_import ADD CONSTRAINT ck_register_import_kind CHECK (
            kind IN (
                'registrations', 'deaths', 'relocations', 'corrections', 'death-revocations',
                'relocation-revocations'
            )
        ) NOT VALID;
        DROP TABLE contribution;
        DROP TABLE team_participation;
        DROP TABLE team_activity;
        DROP TABLE team_membership;
        DROP TABLE volunteer_team;
        DROP TABLE former_record;
        ALTER TABLE social_role DROP CONSTRAINT ex_social_role_term;
        ALTER TABLE social_role ADD CONSTRAINT ex_social_role_term EXCLUDE USING gist (
            veteran_id WITH =, kind WITH =, daterange(assumed_on, ended_on) WITH &&
        );
        ALTER TABLE social_role DROP COLUMN withdrawn_reason;
        ALTER TABLE social_role DROP COLUMN gone_on;
        COMMENT ON COLUMN social_role.version IS 'events published about it';
    """)
