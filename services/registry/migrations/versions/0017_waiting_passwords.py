"""A password waits for a second person whether the account holds grants or not."""

from shared.database.script import execute_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """What is granted afterwards is not for who issued the slip either."""
    execute_script(
        "COMMENT ON TABLE handover IS 'passwords chosen with a slip of a keeper; they wait for a second person'"
    )


def downgrade() -> None:
    execute_script(
        "COMMENT ON TABLE handover IS 'passwords chosen for accounts that hold grants; they wait for a second person'"
    )
