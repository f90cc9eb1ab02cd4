"""A database says under which search keys its rows are found: one that was restored may be another's."""

from shared.database.script import execute_script

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """What stands there already was filled under a key without a name: once more after this."""
    execute_script("""
        CREATE TABLE search_key (
            table_name text NOT NULL,
            letter text NOT NULL,
            key_name bytea NOT NULL,
            filled boolean NOT NULL,
            CONSTRAINT pk_search_key PRIMARY KEY (table_name, letter)
        );
        COMMENT ON TABLE search_key
            IS 'under which search keys tables were filled: a database that is restored says so itself';
        COMMENT ON COLUMN search_key.letter IS 'a or b, as of person.id_number_hash_a and _b';
        COMMENT ON COLUMN search_key.key_name IS 'derived from the key; tells nothing of it';
        COMMENT ON COLUMN search_key.filled IS 'false while rows may stand under another';
    """)


def downgrade() -> None:
    """A release before this does not ask."""
    execute_script("DROP TABLE search_key")
