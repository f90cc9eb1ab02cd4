"""What figures hold of all days."""

from shared.database.script import execute_script

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """From the sums of days, while nobody adds to them. A worker of the release before, which adds nothing to totals,
    takes the claim back with the next event: the new one then asks for a rebuild."""
    execute_script("""
        SELECT pg_advisory_xact_lock(1802923, 2); -- no event is applied meanwhile
        CREATE TABLE figure_total (
            org_path text COLLATE "C" NOT NULL,
            figure_code text COLLATE "C" NOT NULL,
            partition integer NOT NULL,
            delta_here bigint NOT NULL,
            events_here bigint NOT NULL,
            delta_below bigint NOT NULL,
            events_below bigint NOT NULL,
            CONSTRAINT pk_figure_total PRIMARY KEY (org_path, figure_code, partition)
        );
        COMMENT ON TABLE figure_total IS
            'what a unit holds itself and what the units below it hold, of all days';
        INSERT INTO figure_total
        SELECT org_path, figure_code, partition,
               sum(delta_here), sum(events_here), sum(delta_below), sum(events_below)
        FROM (
            SELECT org_path, figure_code, partition, delta AS delta_here, events AS events_here,
                   0 AS delta_below, 0 AS events_below
            FROM figure_change
            UNION ALL
            SELECT org_path, figure_code, partition, 0, 0, delta, events FROM figure_below WHERE grain = 'day'
        ) AS summed
        GROUP BY org_path, figure_code, partition;
        INSERT INTO projected_type ("group", projection, type)
        SELECT "group", 'figures totals', type FROM projected_type WHERE projection = 'figures';
    """)


def downgrade() -> None:
    """Sums of days and months alone."""
    execute_script("""
        DELETE FROM projected_type WHERE projection = 'figures totals';
        DROP TABLE figure_total;
    """)
