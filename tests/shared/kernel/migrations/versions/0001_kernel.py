"""The tables every service has."""

from shared.database.migrating import kernel_v1, kernel_v1_down

revision = "0001"
down_revision = None


def upgrade() -> None:
    kernel_v1()


def downgrade() -> None:
    kernel_v1_down()
