"""The tables every service has, as the kernel's seventh version wants them."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Version 7 of the kernel."""
    upgrade_kernel(7)


def downgrade() -> None:
    """Version 6 of the kernel."""
    downgrade_kernel(7)
