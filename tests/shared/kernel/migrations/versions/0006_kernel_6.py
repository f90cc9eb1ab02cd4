"""The tables every service has, as the kernel's sixth version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Version 6 of the kernel."""
    upgrade_kernel(6)


def downgrade() -> None:
    """Version 5 of the kernel."""
    downgrade_kernel(6)
