"""Who may act for a veteran, and until when."""

from shared.database.script import execute_script

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Nobody acts for anybody yet."""
    execute_script("""
        CREATE TABLE proxy (
            proxy_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            proxy_person_id uuid NOT NULL,
            scope text NOT NULL,
            ground text NOT NULL,
            since date NOT NULL,
            until date NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_on date,
            revocation_reason text,
            revoked_by uuid,
            revoked_at timestamptz,
            CONSTRAINT pk_proxy PRIMARY KEY (proxy_id),
            CONSTRAINT fk_proxy_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_proxy_proxy_person_id FOREIGN KEY (proxy_person_id) REFERENCES person (person_id),
            CONSTRAINT ck_proxy_proxy_person_id CHECK (proxy_person_id <> veteran_id),
            CONSTRAINT ck_proxy_until CHECK (until >= since),
            CONSTRAINT ck_proxy_revoked_on CHECK (revoked_on >= since),
            CONSTRAINT ck_proxy_revoked_at CHECK (
                (revoked_on IS NULL) = (revoked_at IS NULL) AND (revoked_on IS NULL) = (revoked_by IS NULL)
                AND (revoked_on IS NULL) = (revocation_reason IS NULL)
            ),
            CONSTRAINT ex_proxy_same EXCLUDE USING gist (
                veteran_id WITH =, proxy_person_id WITH =, scope WITH =,
                daterange(since, COALESCE(revoked_on, until + 1)) WITH &&
            )
        );
        CREATE INDEX ix_proxy_veteran_id ON proxy (veteran_id);
        CREATE INDEX ix_proxy_proxy_person_id ON proxy (proxy_person_id);
        COMMENT ON TABLE proxy IS 'who may act for a veteran';
        COMMENT ON COLUMN proxy.veteran_id IS 'for whom';
        COMMENT ON COLUMN proxy.scope IS 'a word of the code list proxy-scope';
        COMMENT ON COLUMN proxy.ground IS 'why there is one; not on the bus';
        COMMENT ON COLUMN proxy.until IS 'the last day';
        COMMENT ON COLUMN proxy.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN proxy.version IS 'events published about it';
        COMMENT ON COLUMN proxy.recorded_by IS 'account';
        COMMENT ON COLUMN proxy.revoked_on
            IS 'the first day on which it no longer holds; the first of all: it never held';
        COMMENT ON COLUMN proxy.revocation_reason IS 'a word of the code list proxy-revocation';
        COMMENT ON COLUMN proxy.revoked_by IS 'account';
    """)


def downgrade() -> None:
    """Nobody acts for anybody."""
    execute_script("DROP TABLE proxy")
