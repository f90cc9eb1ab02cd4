"""Imports of whole registers."""

from shared.database.script import execute_script

revision = "0004"
down_revision = "0003"

UP = """
CREATE TABLE register_import (
    import_id uuid NOT NULL,
    account_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    correlation_id text NOT NULL,
    traceparent text NOT NULL,
    dry_run boolean NOT NULL,
    state text NOT NULL,
    columns text[] NOT NULL,
    rows_total integer NOT NULL,
    accepted_count integer NOT NULL,
    duplicate_count integer NOT NULL,
    rejected_count integer NOT NULL,
    chunk_count integer NOT NULL,
    next_chunk integer NOT NULL,
    wrapped_key bytea,
    finished_at timestamptz,
    failure text,
    CONSTRAINT pk_register_import PRIMARY KEY (import_id),
    CONSTRAINT ck_register_import_state CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    CONSTRAINT ck_register_import_finished_at CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
    CONSTRAINT ck_register_import_wrapped_key CHECK ((state IN ('done', 'failed')) = (wrapped_key IS NULL))
);
CREATE INDEX ix_register_import_account_id_import_id ON register_import (account_id, import_id);
CREATE INDEX ix_register_import_pending ON register_import (import_id) WHERE finished_at IS NULL;
COMMENT ON TABLE register_import IS 'registers handed in as files';
COMMENT ON COLUMN register_import.account_id IS 'who asked for it';
COMMENT ON COLUMN register_import.correlation_id IS 'of the request; its events carry it';
COMMENT ON COLUMN register_import.columns IS 'headers in the order of the file';
COMMENT ON COLUMN register_import.next_chunk IS 'chunks before it are judged and gone';
COMMENT ON COLUMN register_import.wrapped_key IS 'of the chunks; gone with the last of them';
COMMENT ON COLUMN register_import.failure IS 'why it stopped; a code';

CREATE TABLE import_chunk (
    import_id uuid NOT NULL,
    number integer NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT pk_import_chunk PRIMARY KEY (import_id, number),
    CONSTRAINT fk_import_chunk_import_id FOREIGN KEY (import_id) REFERENCES register_import (import_id)
);
COMMENT ON TABLE import_chunk IS 'rows of a file that are still to be judged';
COMMENT ON COLUMN import_chunk.sealed IS 'rows as JSON, encrypted';

CREATE TABLE import_number (
    import_id uuid NOT NULL,
    id_number_hash bytea NOT NULL,
    row_number integer NOT NULL,
    CONSTRAINT pk_import_number PRIMARY KEY (import_id, id_number_hash),
    CONSTRAINT fk_import_number_import_id FOREIGN KEY (import_id) REFERENCES register_import (import_id)
);
COMMENT ON TABLE import_number IS 'the first row of each identity number in a file, while it is being judged';
COMMENT ON COLUMN import_number.id_number_hash IS 'as in person';

CREATE TABLE import_row (
    import_id uuid NOT NULL,
    row_number integer NOT NULL,
    outcome text NOT NULL,
    id_number_masked text NOT NULL,
    veteran_id uuid,
    duplicate_row integer,
    location text,
    faults jsonb,
    CONSTRAINT pk_import_row PRIMARY KEY (import_id, row_number),
    CONSTRAINT ck_import_row_outcome CHECK (outcome IN ('accepted', 'duplicate', 'rejected')),
    CONSTRAINT fk_import_row_import_id FOREIGN KEY (import_id) REFERENCES register_import (import_id)
);
COMMENT ON TABLE import_row IS 'what became of each row';
COMMENT ON COLUMN import_row.row_number IS 'as in the sheet; the header is row 1';
COMMENT ON COLUMN import_row.veteran_id IS 'who was registered, or is already and is the caller''s to see';
COMMENT ON COLUMN import_row.duplicate_row IS 'the row of this file with the same number';
COMMENT ON COLUMN import_row.location IS 'the unit where the number is registered';
COMMENT ON COLUMN import_row.faults IS 'field, code, zh, en of each';
"""
DOWN = """
DROP TABLE import_row;
DROP TABLE import_number;
DROP TABLE import_chunk;
DROP TABLE register_import;
"""


def upgrade() -> None:
    execute_script(UP)


def downgrade() -> None:
    execute_script(DOWN)
