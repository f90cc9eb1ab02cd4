"""Authorities of proxies are corrected, and what was said of them before is kept."""

from shared.database.script import execute_script

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """None was corrected yet."""
    execute_script("""
        CREATE TABLE proxy_past (
            proxy_id uuid NOT NULL,
            version integer NOT NULL,
            scope text NOT NULL,
            ground text NOT NULL,
            since date NOT NULL,
            until date NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_proxy_past PRIMARY KEY (proxy_id, version),
            CONSTRAINT fk_proxy_past_proxy_id FOREIGN KEY (proxy_id) REFERENCES proxy (proxy_id),
            CONSTRAINT ck_proxy_past_known_until CHECK (known_until >= recorded_at)
        );
        COMMENT ON TABLE proxy_past IS 'what was said of authorities of proxies before';
        COMMENT ON COLUMN proxy_past.ground IS 'empty: erased';
        COMMENT ON COLUMN proxy_past.recorded_by IS 'account';
        COMMENT ON COLUMN proxy_past.known_until IS 'no longer believed from then on';
        COMMENT ON COLUMN proxy.recorded_by IS 'account; of what was corrected, whose correction it is';
        COMMENT ON COLUMN proxy.recorded_at IS 'since when it is believed so';
    """)


def downgrade() -> None:
    """Nobody knows what was said before."""
    execute_script("""
        DROP TABLE proxy_past;
        COMMENT ON COLUMN proxy.recorded_by IS 'account';
        COMMENT ON COLUMN proxy.recorded_at IS NULL;
    """)
