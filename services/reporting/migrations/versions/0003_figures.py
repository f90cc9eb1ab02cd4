"""Figures: sums by figure, org unit and day, never a row a person."""

from shared.database.script import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What units hold themselves, what lies below them, how fresh both are."""
    execute_script("""
        CREATE TABLE figure_change (
            org_path text COLLATE "C" NOT NULL,
            figure_code text COLLATE "C" NOT NULL,
            day date NOT NULL,
            delta bigint NOT NULL,
            events bigint NOT NULL,
            CONSTRAINT pk_figure_change PRIMARY KEY (org_path, figure_code, day)
        );
        COMMENT ON TABLE figure_change IS 'what a unit holds itself';

        CREATE TABLE figure_below (
            org_path text COLLATE "C" NOT NULL,
            figure_code text COLLATE "C" NOT NULL,
            grain text COLLATE "C" NOT NULL,
            starts_on date NOT NULL,
            delta bigint NOT NULL,
            events bigint NOT NULL,
            CONSTRAINT pk_figure_below PRIMARY KEY (org_path, figure_code, grain, starts_on),
            CONSTRAINT ck_figure_below_grain CHECK (grain IN ('day', 'month'))
        );
        COMMENT ON TABLE figure_below IS 'what the units below a unit hold; every day stands twice';

        CREATE TABLE figure_freshness (
            projection text NOT NULL,
            last_event_at timestamptz NOT NULL,
            CONSTRAINT pk_figure_freshness PRIMARY KEY (projection),
            CONSTRAINT ck_figure_freshness_projection CHECK (projection = 'figures')
        );
        COMMENT ON TABLE figure_freshness IS 'one row: the time of the latest event counted';
    """)


def downgrade() -> None:
    """The network alone."""
    execute_script("DROP TABLE figure_freshness; DROP TABLE figure_below; DROP TABLE figure_change;")
