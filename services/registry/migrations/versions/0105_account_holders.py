"""Which persons the holders of accounts for work are."""

from shared.database.script import execute_script

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    """Nobody is named yet."""
    execute_script("""
        CREATE TABLE account_holder (
            naming_id uuid NOT NULL,
            account_id uuid NOT NULL,
            person_id uuid NOT NULL,
            document text NOT NULL,
            named_by uuid NOT NULL,
            named_at timestamptz NOT NULL,
            removed_by uuid,
            removed_at timestamptz,
            removed_why text,
            CONSTRAINT pk_account_holder PRIMARY KEY (naming_id),
            CONSTRAINT fk_account_holder_account_id_account FOREIGN KEY (account_id) REFERENCES account (account_id),
            CONSTRAINT fk_account_holder_person_id_person FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_account_holder_removed_by CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
            CONSTRAINT ck_account_holder_another CHECK (removed_by <> named_by)
        );
        CREATE UNIQUE INDEX uq_account_holder_account_id ON account_holder (account_id) WHERE removed_at IS NULL;
        CREATE INDEX ix_account_holder_account_id ON account_holder (account_id);
        CREATE INDEX ix_account_holder_person_id ON account_holder (person_id);
        COMMENT ON TABLE account_holder IS 'which persons the holders of accounts for work are';
        COMMENT ON COLUMN account_holder.document IS 'what it was seen from';
        COMMENT ON COLUMN account_holder.named_by IS 'account';
        COMMENT ON COLUMN account_holder.removed_by IS 'account; null: it stands';
    """)


def downgrade() -> None:
    """The audit tells that they were named, not as whom."""
    execute_script("DROP TABLE account_holder")
