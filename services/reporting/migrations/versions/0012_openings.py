"""What a county had done before its first day with this system."""

from shared.database.script import execute_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """A table of its own: no event stands behind these, so no rebuild makes them."""
    execute_script("""
        CREATE TABLE opening_figure (
            opening_id uuid NOT NULL CONSTRAINT pk_opening_figure PRIMARY KEY,
            figure_code text COLLATE "C" NOT NULL,
            org_path text COLLATE "C" NOT NULL,
            counted_to date NOT NULL,
            value bigint NOT NULL CONSTRAINT ck_opening_figure_value CHECK (value >= 0),
            document text NOT NULL,
            replaces uuid CONSTRAINT fk_opening_figure_replaces_opening_figure REFERENCES opening_figure,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            ended_by uuid,
            ended_at timestamptz,
            end_reason text,
            CONSTRAINT ck_opening_figure_ended_at CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
            CONSTRAINT ck_opening_figure_end_reason CHECK (end_reason IS NULL OR ended_at IS NOT NULL)
        );
        CREATE UNIQUE INDEX uq_opening_figure_standing ON opening_figure (org_path, figure_code)
            WHERE ended_at IS NULL;
        CREATE UNIQUE INDEX ix_opening_figure_replaces ON opening_figure (replaces);
        COMMENT ON TABLE opening_figure IS 'what had been done before the county''s first day with this system';
        COMMENT ON COLUMN opening_figure.counted_to IS 'the last day it covers';
        COMMENT ON COLUMN opening_figure.value IS 'of the unit by itself, without those below it';
        COMMENT ON COLUMN opening_figure.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN opening_figure.replaces IS 'the one it corrects';
        COMMENT ON COLUMN opening_figure.recorded_by IS 'account';
        COMMENT ON COLUMN opening_figure.ended_by IS 'account';
        COMMENT ON COLUMN opening_figure.end_reason IS 'null beside ended_at: corrected';
    """)


def downgrade() -> None:
    """They are gone."""
    execute_script("DROP TABLE opening_figure")
