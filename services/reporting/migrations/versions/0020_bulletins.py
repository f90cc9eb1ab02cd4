"""Ten-day bulletins."""

from shared.database.script import execute_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Begins empty. A bulletin that is issued is not changed; the database itself refuses."""
    execute_script("""
        CREATE TABLE bulletin (
            bulletin_id uuid NOT NULL CONSTRAINT pk_bulletin PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            period text NOT NULL,
            first_on date NOT NULL,
            last_on date NOT NULL,
            snapshot_id uuid NOT NULL CONSTRAINT fk_bulletin_snapshot_id_snapshot REFERENCES snapshot,
            content jsonb NOT NULL,
            text text NOT NULL,
            version integer NOT NULL,
            told integer NOT NULL,
            year integer,
            number integer,
            issued_on date,
            written_by uuid[] NOT NULL,
            written_at timestamptz NOT NULL,
            issued_by uuid,
            CONSTRAINT ck_bulletin_year CHECK ((number IS NULL) = (year IS NULL)),
            CONSTRAINT ck_bulletin_issued_on CHECK ((number IS NULL) = (issued_on IS NULL)),
            CONSTRAINT ck_bulletin_issued_by CHECK ((number IS NULL) = (issued_by IS NULL)),
            CONSTRAINT uq_bulletin_period UNIQUE (period),
            CONSTRAINT uq_bulletin_number UNIQUE (year, number)
        );
        CREATE INDEX ix_bulletin_first_on ON bulletin (first_on);
        COMMENT ON TABLE bulletin IS 'the bulletin of each ten-day period';
        COMMENT ON COLUMN bulletin.org_path IS 'of the centre';
        COMMENT ON COLUMN bulletin.period IS 'the ten-day period, as 2019-04-C';
        COMMENT ON COLUMN bulletin.last_on IS 'the figures are as of this day';
        COMMENT ON COLUMN bulletin.content IS 'all that is counted into it, as it was then';
        COMMENT ON COLUMN bulletin.text IS 'what people say in it';
        COMMENT ON COLUMN bulletin.version IS 'changes';
        COMMENT ON COLUMN bulletin.told IS 'events published about it';
        COMMENT ON COLUMN bulletin.year IS 'in which it was issued';
        COMMENT ON COLUMN bulletin.number IS 'in that year; null: a draft';
        COMMENT ON COLUMN bulletin.written_by IS 'accounts that wrote it: none issues it';
        COMMENT ON COLUMN bulletin.written_at IS 'when it last changed';
        COMMENT ON COLUMN bulletin.issued_by IS 'account';

        CREATE FUNCTION refuse_to_change_an_issued_bulletin() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'an issued bulletin never changes' USING ERRCODE = 'restrict_violation';
        END
        $$;
        CREATE TRIGGER bulletin_is_issued BEFORE UPDATE OR DELETE ON bulletin
            FOR EACH ROW WHEN (OLD.number IS NOT NULL)
            EXECUTE FUNCTION refuse_to_change_an_issued_bulletin();
    """)


def downgrade() -> None:
    """Bulletins that were issued are gone."""
    execute_script("DROP TABLE bulletin; DROP FUNCTION refuse_to_change_an_issued_bulletin();")
