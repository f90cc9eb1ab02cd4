"""The tables every service has: outbox, inbox, audit, idempotency, grants of access."""

from shared.database.migrating import kernel_v1, kernel_v1_down

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Version 1 of the kernel."""
    kernel_v1()


def downgrade() -> None:
    """An empty database."""
    kernel_v1_down()
