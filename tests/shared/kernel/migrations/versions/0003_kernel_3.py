"""The tables every service has, as the kernel's third version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Version 3 of the kernel."""
    upgrade_kernel(3)


def downgrade() -> None:
    """Version 2 of the kernel."""
    downgrade_kernel(3)
