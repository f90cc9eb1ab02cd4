"""Briefing notes."""

from shared.database.script import execute_script

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Begins empty. An edition that is issued is not changed; the database itself refuses."""
    execute_script("""
        CREATE TABLE briefing (
            briefing_id uuid NOT NULL CONSTRAINT pk_briefing PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            word text NOT NULL,
            year integer,
            number integer,
            edition integer NOT NULL,
            issued integer NOT NULL,
            version integer NOT NULL,
            written_by uuid[] NOT NULL,
            CONSTRAINT ck_briefing_number CHECK ((issued = 0) = (number IS NULL)),
            CONSTRAINT ck_briefing_year CHECK ((year IS NULL) = (number IS NULL)),
            CONSTRAINT ck_briefing_issued CHECK (issued BETWEEN 0 AND edition AND edition <= issued + 1),
            CONSTRAINT uq_briefing_number UNIQUE (year, number)
        );
        CREATE INDEX ix_briefing_org_path ON briefing USING gist (org_path);
        COMMENT ON TABLE briefing IS 'briefing notes for the leaders';
        COMMENT ON COLUMN briefing.org_path IS 'of the centre';
        COMMENT ON COLUMN briefing.word IS 'with which the document number begins';
        COMMENT ON COLUMN briefing.year IS 'in which the first edition was issued';
        COMMENT ON COLUMN briefing.number IS 'in that year';
        COMMENT ON COLUMN briefing.edition IS 'the last one written';
        COMMENT ON COLUMN briefing.issued IS 'the last one issued; 0: none';
        COMMENT ON COLUMN briefing.version IS 'changes';
        COMMENT ON COLUMN briefing.written_by IS 'accounts that wrote the last edition: none issues it';

        CREATE TABLE briefing_edition (
            briefing_id uuid NOT NULL CONSTRAINT fk_briefing_edition_briefing_id_briefing REFERENCES briefing,
            edition integer NOT NULL,
            subject text NOT NULL,
            first_on date NOT NULL,
            last_on date NOT NULL,
            figures text[] NOT NULL,
            counted jsonb NOT NULL,
            text text NOT NULL,
            reason text,
            written_by uuid NOT NULL,
            written_at timestamptz NOT NULL,
            issued_by uuid,
            issued_at timestamptz,
            CONSTRAINT pk_briefing_edition PRIMARY KEY (briefing_id, edition),
            CONSTRAINT ck_briefing_edition_issued_at CHECK ((issued_by IS NULL) = (issued_at IS NULL))
        );
        COMMENT ON TABLE briefing_edition IS 'what each edition of a briefing note says';
        COMMENT ON COLUMN briefing_edition.last_on IS 'the figures are as of this day';
        COMMENT ON COLUMN briefing_edition.figures IS 'codes of those that it tells';
        COMMENT ON COLUMN briefing_edition.counted IS 'the figures, as they were when it was written';
        COMMENT ON COLUMN briefing_edition.text IS 'what people say in it';
        COMMENT ON COLUMN briefing_edition.reason IS 'why what was issued is corrected';
        COMMENT ON COLUMN briefing_edition.written_by IS 'account';
        COMMENT ON COLUMN briefing_edition.issued_by IS 'account; null: a draft';

        CREATE FUNCTION refuse_to_change_an_issued_briefing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'an issued edition never changes' USING ERRCODE = 'restrict_violation';
        END
        $$;
        CREATE TRIGGER briefing_edition_is_issued BEFORE UPDATE OR DELETE ON briefing_edition
            FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL)
            EXECUTE FUNCTION refuse_to_change_an_issued_briefing();
    """)


def downgrade() -> None:
    """Briefing notes that were issued are gone."""
    execute_script("DROP TABLE briefing_edition, briefing; DROP FUNCTION refuse_to_change_an_issued_briefing();")
