"""The tables every service has, as the kernel's fifth version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Version 5 of the kernel."""
    upgrade_kernel(5)


def downgrade() -> None:
    """Version 4 of the kernel."""
    downgrade_kernel(5)
