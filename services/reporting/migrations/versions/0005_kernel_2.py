"""The tables every service has, as the kernel's second version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Version 2 of the kernel."""
    upgrade_kernel(2)


def downgrade() -> None:
    """Version 1 of the kernel."""
    downgrade_kernel(2)
