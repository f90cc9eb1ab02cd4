"""Drafts of minutes are withdrawn."""

from alembic import op

from shared.database.script import execute_script

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """No draft is, as yet. A week has few minutes, so that nobody waits for its index."""
    for name in ("ck_dispatch_issued", "uq_dispatch_week"):
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE dispatch DROP CONSTRAINT {name}")
    execute_script("""
        ALTER TABLE dispatch ADD COLUMN withdrawn integer NOT NULL DEFAULT 0;
        ALTER TABLE dispatch ADD CONSTRAINT ck_dispatch_issued
            CHECK (issued BETWEEN 0 AND edition AND edition <= greatest(issued, withdrawn) + 1) NOT VALID;
        ALTER TABLE dispatch ADD CONSTRAINT ck_dispatch_withdrawn
            CHECK (withdrawn BETWEEN 0 AND edition AND (withdrawn = 0 OR withdrawn <> issued)) NOT VALID;
        COMMENT ON COLUMN dispatch.withdrawn IS 'the last edition withdrawn; 0: none';

        ALTER TABLE dispatch_edition
            ADD COLUMN withdrawn_by uuid,
            ADD COLUMN withdrawn_at timestamptz,
            ADD COLUMN withdrawal_reason text;
        ALTER TABLE dispatch_edition ADD CONSTRAINT ck_dispatch_edition_withdrawn_at
            CHECK (withdrawn_at IS NULL OR issued_at IS NULL) NOT VALID;
        ALTER TABLE dispatch_edition ADD CONSTRAINT ck_dispatch_edition_withdrawn_by
            CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) NOT VALID;
        ALTER TABLE dispatch_edition ADD CONSTRAINT ck_dispatch_edition_withdrawal_reason
            CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)) NOT VALID;
        COMMENT ON COLUMN dispatch_edition.withdrawn_by IS 'account';
        COMMENT ON COLUMN dispatch_edition.withdrawal_reason IS 'why a draft was given up';
    """)
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE UNIQUE INDEX uq_dispatch_week ON dispatch (week) WHERE issued > 0 OR edition > withdrawn"
    )


def downgrade() -> None:
    """What was withdrawn is gone; a draft that follows is the edition after the issued one."""
    execute_script("""
        DROP INDEX uq_dispatch_week;
        ALTER TABLE dispatch DROP CONSTRAINT ck_dispatch_withdrawn, DROP CONSTRAINT ck_dispatch_issued;
        DELETE FROM dispatch_unit USING dispatch_edition
            WHERE dispatch_unit.dispatch_id = dispatch_edition.dispatch_id
                AND dispatch_unit.edition = dispatch_edition.edition AND dispatch_edition.withdrawn_at IS NOT NULL;
        DELETE FROM dispatch_edition WHERE withdrawn_at IS NOT NULL;
        ALTER TABLE dispatch_unit DROP CONSTRAINT fk_dispatch_unit_dispatch_id_dispatch_edition;
        UPDATE dispatch_unit SET edition = dispatch.issued + 1 FROM dispatch
            WHERE dispatch.dispatch_id = dispatch_unit.dispatch_id AND dispatch_unit.edition = dispatch.edition
                AND dispatch.edition > greatest(dispatch.issued, dispatch.withdrawn);
        UPDATE dispatch_edition SET edition = dispatch.issued + 1 FROM dispatch
            WHERE dispatch.dispatch_id = dispatch_edition.dispatch_id AND dispatch_edition.issued_at IS NULL;
        ALTER TABLE dispatch_unit ADD CONSTRAINT fk_dispatch_unit_dispatch_id_dispatch_edition
            FOREIGN KEY (dispatch_id, edition) REFERENCES dispatch_edition NOT VALID;
        UPDATE dispatch SET edition = CASE WHEN edition > greatest(issued, withdrawn) THEN issued + 1 ELSE issued END;
        DELETE FROM dispatch WHERE edition = 0;
        ALTER TABLE dispatch_edition
            DROP COLUMN withdrawal_reason, DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by;
        ALTER TABLE dispatch
            DROP COLUMN withdrawn,
            ADD CONSTRAINT ck_dispatch_issued CHECK (issued BETWEEN 0 AND edition AND edition <= issued + 1) NOT VALID,
            ADD CONSTRAINT uq_dispatch_week UNIQUE (week);
    """)
