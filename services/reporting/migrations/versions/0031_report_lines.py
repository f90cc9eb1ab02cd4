"""Which lines daily reports have, as the county decides."""

from shared.database.script import execute_script

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """None: the lines that the county began with hold until others do."""
    execute_script("""
        CREATE TABLE report_line_list (
            list_id uuid NOT NULL CONSTRAINT pk_report_line_list PRIMARY KEY,
            state text NOT NULL
                CONSTRAINT ck_report_line_list_state CHECK (state IN ('draft', 'adopted', 'withdrawn')),
            version integer NOT NULL,
            since date NOT NULL,
            lines jsonb NOT NULL,
            source text NOT NULL,
            written_by uuid[] NOT NULL,
            written_at timestamptz NOT NULL,
            adopted_by uuid,
            adopted_at timestamptz,
            withdrawn_by uuid,
            withdrawn_at timestamptz,
            reason text,
            CONSTRAINT ck_report_line_list_draft CHECK (state <> 'draft' OR adopted_at IS NULL),
            CONSTRAINT ck_report_line_list_adopted CHECK (state <> 'adopted' OR adopted_at IS NOT NULL),
            CONSTRAINT ck_report_line_list_adopted_by CHECK ((adopted_at IS NULL) = (adopted_by IS NULL)),
            CONSTRAINT ck_report_line_list_withdrawn_at CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
            CONSTRAINT ck_report_line_list_withdrawn_by CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
            CONSTRAINT ck_report_line_list_reason CHECK ((state = 'withdrawn') = (reason IS NOT NULL))
        );
        CREATE UNIQUE INDEX uq_report_line_list_since ON report_line_list (since) WHERE state = 'adopted';
        COMMENT ON TABLE report_line_list IS 'the lines of daily reports, as the county decided';
        COMMENT ON COLUMN report_line_list.version IS 'what was done with it';
        COMMENT ON COLUMN report_line_list.since IS 'the first day whose reports have these lines';
        COMMENT ON COLUMN report_line_list.lines IS
            'in their order: code, names, unit, what fills it in, required';
        COMMENT ON COLUMN report_line_list.source IS 'the document, by kind and number';
        COMMENT ON COLUMN report_line_list.written_by IS 'accounts: none of them brings it into force';
        COMMENT ON COLUMN report_line_list.written_at IS 'the last time';
        COMMENT ON COLUMN report_line_list.adopted_by IS 'account that brought it into force';
        COMMENT ON COLUMN report_line_list.withdrawn_by IS 'account';
        COMMENT ON COLUMN report_line_list.reason IS 'why it was withdrawn';
        COMMENT ON COLUMN daily_count.line IS 'the count that fills in a line of the report';
    """)


def downgrade() -> None:
    """Reports have the lines again that the county began with."""
    execute_script("""
        COMMENT ON COLUMN daily_count.line IS 'of the report';
        DROP TABLE report_line_list;
    """)
