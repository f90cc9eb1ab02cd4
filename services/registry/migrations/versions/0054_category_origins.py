"""Who applied for a category: the office for somebody, a proxy, or the person by himself."""

from shared.database.script import execute_script

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """What there is, the office handed in."""
    execute_script("""
        ALTER TABLE category_holding
            ADD COLUMN origin text NOT NULL DEFAULT 'office',
            ADD COLUMN proxy_id uuid,
            ADD CONSTRAINT fk_category_holding_proxy_id FOREIGN KEY (proxy_id) REFERENCES proxy (proxy_id) NOT VALID,
            ADD CONSTRAINT ck_category_holding_origin CHECK (
                origin IN ('office', 'self', 'proxy') AND (origin = 'proxy') = (proxy_id IS NOT NULL)
            ) NOT VALID;
        COMMENT ON COLUMN category_holding.origin IS 'who applied: a word of the code list application-origin';
        COMMENT ON COLUMN category_holding.proxy_id IS 'the authority of whoever applied for the person';
    """)


def downgrade() -> None:
    """Who applied is forgotten."""
    execute_script("ALTER TABLE category_holding DROP COLUMN origin, DROP COLUMN proxy_id")
