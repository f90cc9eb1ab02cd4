"""Version 7 of the kernel alone."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    upgrade_kernel(7)


def downgrade() -> None:
    downgrade_kernel(7)
