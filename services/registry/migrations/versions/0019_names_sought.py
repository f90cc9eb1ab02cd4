"""What sealed names are found by."""

from shared.database.script import execute_script

revision = "0019"
down_revision = "0018"

UP = """
CREATE TABLE name_token (
    person_id uuid NOT NULL,
    search_key text NOT NULL,
    token bigint NOT NULL,
    CONSTRAINT pk_name_token PRIMARY KEY (token, person_id),
    CONSTRAINT fk_name_token_person_id FOREIGN KEY (person_id) REFERENCES data_key (person_id) ON DELETE CASCADE,
    CONSTRAINT ck_name_token_search_key CHECK (search_key IN ('a', 'b'))
);
CREATE INDEX ix_name_token_person_id ON name_token (person_id);
COMMENT ON TABLE name_token IS 'what sealed names are found by';
COMMENT ON COLUMN name_token.search_key IS 'a or b, as of person.id_number_hash_a and _b';
COMMENT ON COLUMN name_token.token IS 'of a character, a pair of them, or initials: the first bytes of an HMAC';
"""


def upgrade() -> None:
    """Empty: the keys are not here. `rekey` fills it for files of before (docs/operations/keys.md)."""
    execute_script(UP)


def downgrade() -> None:
    execute_script("DROP TABLE name_token")
