"""Every account that a payment names is there."""

from shared.database.script import execute_script

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Checked in a transaction of its own, while payments are recorded."""
    execute_script("ALTER TABLE payment VALIDATE CONSTRAINT fk_payment_account_id_payee_account;")


def downgrade() -> None:
    """A constraint that was checked stays so."""
