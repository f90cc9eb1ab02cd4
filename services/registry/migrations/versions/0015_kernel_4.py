"""The tables every service has, as the kernel's fourth version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Version 4 of the kernel."""
    upgrade_kernel(4)


def downgrade() -> None:
    """Version 3 of the kernel."""
    downgrade_kernel(4)
