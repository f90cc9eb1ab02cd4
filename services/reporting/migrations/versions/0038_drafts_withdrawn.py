"""Drafts of schemes of assessment and of briefing notes are withdrawn."""

from alembic import op

from shared.database.script import execute_script

revision = "0038"
down_revision = "0037"

_WIDENED = (("assessment_scheme", "state"), ("assessment_scheme", "number"), ("briefing", "issued"))


def upgrade() -> None:
    """No draft is, as yet."""
    for table, name in _WIDENED:
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    execute_script("""
        ALTER TABLE assessment_scheme
            ADD COLUMN withdrawn_by uuid,
            ADD COLUMN withdrawn_at timestamptz,
            ADD COLUMN withdrawal_reason text;
        ALTER TABLE assessment_scheme ADD CONSTRAINT ck_assessment_scheme_state
            CHECK (state IN ('draft', 'adopted', 'ended', 'withdrawn')) NOT VALID;
        ALTER TABLE assessment_scheme ADD CONSTRAINT ck_assessment_scheme_number
            CHECK ((state IN ('draft', 'withdrawn')) = (number IS NULL)) NOT VALID;
        ALTER TABLE assessment_scheme ADD CONSTRAINT ck_assessment_scheme_withdrawn_at
            CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)) NOT VALID;
        ALTER TABLE assessment_scheme ADD CONSTRAINT ck_assessment_scheme_withdrawn_by
            CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) NOT VALID;
        ALTER TABLE assessment_scheme ADD CONSTRAINT ck_assessment_scheme_withdrawal_reason
            CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)) NOT VALID;
        COMMENT ON COLUMN assessment_scheme.number IS
            'of those that were brought into force, in order; null: none of them';
        COMMENT ON COLUMN assessment_scheme.withdrawn_by IS 'account';
        COMMENT ON COLUMN assessment_scheme.withdrawal_reason IS 'why a draft was given up';

        ALTER TABLE briefing ADD COLUMN withdrawn integer NOT NULL DEFAULT 0;
        ALTER TABLE briefing ADD CONSTRAINT ck_briefing_issued
            CHECK (issued BETWEEN 0 AND edition AND edition <= greatest(issued, withdrawn) + 1) NOT VALID;
        ALTER TABLE briefing ADD CONSTRAINT ck_briefing_withdrawn
            CHECK (withdrawn BETWEEN 0 AND edition AND (withdrawn = 0 OR withdrawn <> issued)) NOT VALID;
        COMMENT ON COLUMN briefing.withdrawn IS 'the last edition withdrawn; 0: none';

        ALTER TABLE briefing_edition
            ADD COLUMN withdrawn_by uuid,
            ADD COLUMN withdrawn_at timestamptz,
            ADD COLUMN withdrawal_reason text;
        ALTER TABLE briefing_edition ADD CONSTRAINT ck_briefing_edition_withdrawn_at
            CHECK (withdrawn_at IS NULL OR issued_at IS NULL) NOT VALID;
        ALTER TABLE briefing_edition ADD CONSTRAINT ck_briefing_edition_withdrawn_by
            CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) NOT VALID;
        ALTER TABLE briefing_edition ADD CONSTRAINT ck_briefing_edition_withdrawal_reason
            CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)) NOT VALID;
        COMMENT ON COLUMN briefing_edition.withdrawn_by IS 'account';
        COMMENT ON COLUMN briefing_edition.withdrawal_reason IS 'why a draft was given up';
    """)


def downgrade() -> None:
    """What was withdrawn is gone; a draft that follows is the edition after the issued one."""
    execute_script("""
        ALTER TABLE briefing DROP CONSTRAINT ck_briefing_withdrawn, DROP CONSTRAINT ck_briefing_issued;
        DELETE FROM briefing_edition WHERE withdrawn_at IS NOT NULL;
        UPDATE briefing_edition SET edition = briefing.issued + 1 FROM briefing
            WHERE briefing.briefing_id = briefing_edition.briefing_id AND briefing_edition.issued_at IS NULL;
        UPDATE briefing SET edition = CASE WHEN edition > greatest(issued, withdrawn) THEN issued + 1 ELSE issued END;
        DELETE FROM briefing WHERE edition = 0;
        ALTER TABLE briefing_edition
            DROP COLUMN withdrawal_reason, DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by;
        ALTER TABLE briefing
            DROP COLUMN withdrawn,
            ADD CONSTRAINT ck_briefing_issued CHECK (issued BETWEEN 0 AND edition AND edition <= issued + 1) NOT VALID;

        ALTER TABLE assessment_scheme
            DROP CONSTRAINT ck_assessment_scheme_state, DROP CONSTRAINT ck_assessment_scheme_number;
        DELETE FROM assessment_scheme WHERE state = 'withdrawn';
        ALTER TABLE assessment_scheme
            DROP COLUMN withdrawal_reason, DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by,
            ADD CONSTRAINT ck_assessment_scheme_state CHECK (state IN ('draft', 'adopted', 'ended')) NOT VALID,
            ADD CONSTRAINT ck_assessment_scheme_number CHECK ((state = 'draft') = (number IS NULL)) NOT VALID;
        COMMENT ON COLUMN assessment_scheme.number IS 'of those that were brought into force, in order; null: a draft';
    """)
