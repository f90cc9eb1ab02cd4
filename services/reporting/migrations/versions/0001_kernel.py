"""The tables every service has: outbox, inbox, audit, idempotency, grants of access."""

from shared.database.migrating import downgrade_kernel, upgrade_kernel

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Version 1 of the kernel."""
    upgrade_kernel(1)


def downgrade() -> None:
    """An empty database."""
    downgrade_kernel(1)
