"""Emergency grants are looked at when they are over."""

from shared.database.script import execute_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Who looked at which, and what came of it."""
    execute_script("""
        CREATE TABLE emergency_review (
            grant_id uuid NOT NULL,
            reviewed_by uuid NOT NULL,
            reviewed_at timestamptz NOT NULL,
            note text NOT NULL,
            CONSTRAINT pk_emergency_review PRIMARY KEY (grant_id),
            CONSTRAINT fk_emergency_review_grant_id FOREIGN KEY (grant_id) REFERENCES grant_proposal (grant_id)
        );
        COMMENT ON TABLE emergency_review IS
            'emergency grants that somebody has looked at when they were over; append only';
        COMMENT ON COLUMN emergency_review.note IS 'what came of it; no personal data';
    """)


def downgrade() -> None:
    """Nobody has looked at any."""
    execute_script("DROP TABLE emergency_review")
