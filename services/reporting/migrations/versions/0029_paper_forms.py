"""How official papers read, as the county loads it; the word of a document number."""

from shared.database.script import execute_script

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Papers go on reading as they did. What is issued already keeps the word it was issued with."""
    execute_script("""
        CREATE TABLE paper_form (
            form_id uuid NOT NULL CONSTRAINT pk_paper_form PRIMARY KEY,
            kind text NOT NULL,
            number integer NOT NULL CONSTRAINT ck_paper_form_number CHECK (number >= 1),
            wording jsonb NOT NULL,
            valid_from date NOT NULL,
            loaded_by uuid NOT NULL,
            loaded_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX uq_paper_form_number ON paper_form (kind, number);
        COMMENT ON TABLE paper_form IS 'how official papers of a kind read from a day on';
        COMMENT ON COLUMN paper_form.kind IS 'bulletin, minutes, briefing, ranking, slip, return';
        COMMENT ON COLUMN paper_form.number IS 'of those of the kind, in the order in which they were loaded';
        COMMENT ON COLUMN paper_form.valid_from IS 'after the day on which it was loaded';
        COMMENT ON COLUMN paper_form.loaded_by IS 'account';

        ALTER TABLE bulletin ADD COLUMN word text NOT NULL DEFAULT '旬通报';
        COMMENT ON COLUMN bulletin.word IS 'with which the document number begins';
        ALTER TABLE dispatch ADD COLUMN word text NOT NULL DEFAULT '周调度纪要';
        COMMENT ON COLUMN dispatch.word IS 'with which the document number begins';
    """)


def downgrade() -> None:
    """Papers read as the county began, also those that did not."""
    execute_script("""
        ALTER TABLE dispatch DROP COLUMN word;
        ALTER TABLE bulletin DROP COLUMN word;
        DROP TABLE paper_form;
    """)
