"""Who stood in for whom when a score was given; reports, tasks and stations of a round go with their unit."""

from shared.database.script import execute_script

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Of scores that were given before, only the account that gave them is known. Paths are put right here; from now on
    they follow each move."""
    execute_script("""
        ALTER TABLE score ADD COLUMN recorded_for uuid;
        COMMENT ON COLUMN score.recorded_for IS
            'account for which somebody stood in; null: nobody did';

        UPDATE daily_report SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        UPDATE dispatch_unit SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        UPDATE dispatch_task SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        UPDATE assessed_station SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        UPDATE score_appeal SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        UPDATE supervision_slip SET org_path = standing_at(ltree2text(org_path))
            WHERE org_path <> standing_at(ltree2text(org_path));
        COMMENT ON COLUMN daily_report.org_path IS 'where the station stands';
        COMMENT ON COLUMN dispatch_unit.org_path IS 'where it stands';
        COMMENT ON COLUMN dispatch_task.org_path IS 'where it stands';
        COMMENT ON COLUMN assessed_station.org_path IS 'where it stands';
        COMMENT ON COLUMN supervision_slip.org_path IS 'where the station stands';
    """)


def downgrade() -> None:
    """Who was stood in for is not known any more; paths stay where they lead."""
    execute_script("""
        ALTER TABLE score DROP COLUMN recorded_for;
        COMMENT ON COLUMN daily_report.org_path IS 'of the station, as it stood that day';
        COMMENT ON COLUMN dispatch_unit.org_path IS 'as it stood that day';
        COMMENT ON COLUMN dispatch_task.org_path IS 'as it stood when the task was planned';
        COMMENT ON COLUMN assessed_station.org_path IS 'as it stood at the end of the month';
        COMMENT ON COLUMN supervision_slip.org_path IS 'of the station, as it stood that day';
    """)
