"""The tables every service has."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0001"
down_revision = None


def upgrade() -> None:
    upgrade_kernel(1)


def downgrade() -> None:
    downgrade_kernel(1)
