"""Closures of units that were recorded wrongly."""

from shared.database.script import execute_script

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """None yet: nobody could take one back."""
    execute_script("""
        CREATE TABLE org_unit_closure_revoked (
            org_code text NOT NULL,
            known_at timestamptz NOT NULL,
            closed_on date NOT NULL,
            revoked_at timestamptz NOT NULL,
            CONSTRAINT pk_org_unit_closure_revoked PRIMARY KEY (org_code, known_at)
        );
        COMMENT ON TABLE org_unit_closure_revoked IS
            'closures that were none, for who asks what was known meanwhile';
        COMMENT ON COLUMN org_unit_closure_revoked.revoked_at IS 'when it was found to be none';
    """)


def downgrade() -> None:
    """What holds now stays."""
    execute_script("DROP TABLE org_unit_closure_revoked")
