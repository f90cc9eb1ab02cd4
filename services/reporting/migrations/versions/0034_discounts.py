"""What merchants take off by their agreements."""

from shared.database.script import execute_script

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Empty: the worker asks for a rebuild of it where agreements were told before."""
    execute_script("""
        CREATE TABLE merchant_discount (
            entry_id uuid NOT NULL CONSTRAINT pk_merchant_discount PRIMARY KEY,
            industry text NOT NULL,
            subject text NOT NULL,
            base text NOT NULL,
            rate_bp integer NOT NULL,
            signed_on date NOT NULL,
            over_on date
        );
        COMMENT ON COLUMN merchant_discount.entry_id IS 'the agreement, an entry of a book of benefits';
        COMMENT ON COLUMN merchant_discount.industry IS 'a word of the code list merchant-industry';
        COMMENT ON COLUMN merchant_discount.subject IS 'a word of the code list discount-subject';
        COMMENT ON COLUMN merchant_discount.base IS 'a word of the code list discount-base';
        COMMENT ON COLUMN merchant_discount.rate_bp IS 'basis points';
        COMMENT ON COLUMN merchant_discount.over_on IS
            'the first day on which it counts no longer; null: it goes on';
    """)


def downgrade() -> None:
    execute_script("DROP TABLE merchant_discount;")
