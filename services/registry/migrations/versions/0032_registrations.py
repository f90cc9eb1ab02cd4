"""A registration may be decided on by several levels before it holds; what each said is kept."""

from alembic import op

from shared.database.script import execute_script

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Whoever is registered is so; nobody is asked afterwards."""
    execute_script("""
        CREATE TABLE registration_opinion (
            veteran_id uuid NOT NULL,
            number integer NOT NULL,
            step text NOT NULL,
            outcome text NOT NULL,
            given_by uuid NOT NULL,
            given_at timestamptz NOT NULL,
            reason_code text,
            clause text,
            note text,
            CONSTRAINT pk_registration_opinion PRIMARY KEY (veteran_id, number),
            CONSTRAINT fk_registration_opinion_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
            CONSTRAINT ck_registration_opinion_step CHECK (step IN ('room', 'station', 'centre')),
            CONSTRAINT ck_registration_opinion_outcome CHECK (outcome IN ('agree', 'refuse', 'supplement')),
            CONSTRAINT ck_registration_opinion_reason_code CHECK ((outcome = 'agree') = (reason_code IS NULL))
        );
        COMMENT ON TABLE registration_opinion IS
            'registrations that more than one level decides on: who said what, when and why; handing in is agreeing';
        COMMENT ON COLUMN registration_opinion.number IS 'from 1 on; the last is its version';
        COMMENT ON COLUMN registration_opinion.step IS 'room, station, centre';
        COMMENT ON COLUMN registration_opinion.given_by IS 'account';
        COMMENT ON COLUMN registration_opinion.reason_code IS 'a word of the code list registration-return-reason';
        COMMENT ON COLUMN registration_opinion.clause IS 'what a refusal rests on';
        COMMENT ON COLUMN registration_opinion.note IS 'in the words of who gave it; not on the bus';

        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_registered_on CHECK (
            registered_on IS NOT NULL OR state IN ('draft', 'submitted', 'station-verified', 'refused', 'withdrawn')
        ) NOT VALID;
        COMMENT ON COLUMN veteran.registered_on IS
            'may lie long before recorded_at: old registers; until then as stated';
        COMMENT ON COLUMN veteran.registered_by IS 'account; until then whose form it is';
    """)
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE veteran ALTER COLUMN registered_on DROP NOT NULL")
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE veteran DROP CONSTRAINT ck_veteran_state")
    op.execute("""
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state CHECK (
            state IN (
                'draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',
                'deregistered'
            )
        ) NOT VALID
    """)
    op.execute("""
        -- squawk-ignore require-concurrent-index-creation
        CREATE INDEX ix_veteran_waiting ON veteran (state, veteran_id)
        WHERE state IN ('draft', 'submitted', 'station-verified', 'refused')
    """)


def downgrade() -> None:
    """What was still decided on is no registration, and goes with what was said of it."""
    execute_script("""
        CREATE TEMPORARY TABLE undecided ON COMMIT DROP AS
            SELECT veteran_id FROM veteran WHERE state NOT IN ('registered', 'deceased', 'deregistered');
        DROP TABLE registration_opinion;
        DELETE FROM identity_discrepancy WHERE person_id IN (SELECT veteran_id FROM undecided);
        DELETE FROM veteran_category WHERE veteran_id IN (SELECT veteran_id FROM undecided);
        DELETE FROM veteran WHERE veteran_id IN (SELECT veteran_id FROM undecided);
        DELETE FROM undecided WHERE veteran_id IN (SELECT relative_id FROM family_relation);
        DELETE FROM undecided WHERE veteran_id IN (SELECT proxy_person_id FROM proxy);
        DELETE FROM data_key WHERE person_id IN (SELECT veteran_id FROM undecided);
        DELETE FROM person WHERE person_id IN (SELECT veteran_id FROM undecided);
        DROP INDEX ix_veteran_waiting;
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_registered_on;
        ALTER TABLE veteran ALTER COLUMN registered_on SET NOT NULL;
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state CHECK (
            state IN ('registered', 'deceased', 'deregistered')
        );
        COMMENT ON COLUMN veteran.registered_on IS 'may lie long before recorded_at: old registers';
        COMMENT ON COLUMN veteran.registered_by IS 'account';
    """)
