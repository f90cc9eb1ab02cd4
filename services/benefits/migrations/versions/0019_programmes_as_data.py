"""Programmes are drafted, say what they give, and can be ended."""

from shared.database.script import execute_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """What was published before gives a service, and has no conditions."""
    execute_script("""
        ALTER TABLE programme ADD COLUMN events integer NOT NULL DEFAULT 0, ADD COLUMN retired_from date;
        UPDATE programme SET events = version;
        COMMENT ON COLUMN programme.slot IS 'place in the programme group that it holds; null if in none, or retired';
        COMMENT ON COLUMN programme.version IS 'of the last published version';
        COMMENT ON COLUMN programme.events IS 'events published about it';
        COMMENT ON COLUMN programme.retired_from IS 'first day on which no version is in force; null: none was ended';

        ALTER TABLE programme_version ADD COLUMN slot text, ADD COLUMN terms jsonb NOT NULL DEFAULT
            '{"gives": "service", "amount": null, "cap": null, "limits": [], "excludes": [],
              "continues_months": 0, "chain": [], "publicity_workdays": 0}';
        UPDATE programme_version SET slot = programme.slot
        FROM programme WHERE programme.programme_code = programme_version.programme_code;
        COMMENT ON COLUMN programme_version.slot IS 'place in the programme group; null if in none';
        COMMENT ON COLUMN programme_version.rules IS 'code, source, text, condition, evidence of each rule, in order';
        COMMENT ON COLUMN programme_version.terms IS 'what is given, how it is decided';

        CREATE TABLE programme_draft (
            proposal_id uuid NOT NULL,
            programme_code text NOT NULL,
            content jsonb NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            CONSTRAINT pk_programme_draft PRIMARY KEY (proposal_id),
            CONSTRAINT ck_programme_draft_outcome
                CHECK ((outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL))
        );
        CREATE UNIQUE INDEX uq_programme_draft_open ON programme_draft (programme_code) WHERE outcome IS NULL;
        COMMENT ON TABLE programme_draft IS 'programmes that the centre wrote for a leader to bring into force';
        COMMENT ON COLUMN programme_draft.content IS 'the programme as it is written';
        COMMENT ON COLUMN programme_draft.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN programme_draft.version IS 'corrections, and one';
        COMMENT ON COLUMN programme_draft.proposed_by IS 'account that wrote it last';
        COMMENT ON COLUMN programme_draft.outcome IS 'activated, refused, withdrawn; null: open';
        COMMENT ON COLUMN programme_draft.decided_by IS 'account';
        COMMENT ON COLUMN programme_draft.note IS 'why it was refused or withdrawn';
    """)


def downgrade() -> None:
    """Drafts are forgotten; of a programme that was ended the last version is in force again."""
    execute_script("""
        DROP TABLE programme_draft;
        ALTER TABLE programme_version DROP COLUMN slot, DROP COLUMN terms;
        ALTER TABLE programme DROP COLUMN events, DROP COLUMN retired_from;
    """)
