"""Units may move: where they stood since when, and what figures carry along."""

from shared.database.script import execute_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing has moved yet."""
    execute_script("""
        CREATE TABLE org_unit_place (
            org_code text NOT NULL,
            known_at timestamptz NOT NULL,
            placed_on date NOT NULL,
            org_path ltree NOT NULL,
            CONSTRAINT pk_org_unit_place PRIMARY KEY (org_code, known_at, placed_on)
        );
        CREATE INDEX ix_org_unit_place_org_path ON org_unit_place USING gist (org_path);
        COMMENT ON TABLE org_unit_place IS
            'where units stood since when, of those that were ever moved or lie below one that was';
        COMMENT ON COLUMN org_unit_place.known_at IS 'with these all its places known then';
        COMMENT ON COLUMN org_unit_place.placed_on IS '-infinity: where it stood at first';
        CREATE TABLE org_unit_move (
            event_id uuid NOT NULL CONSTRAINT pk_org_unit_move PRIMARY KEY,
            org_code text NOT NULL,
            sequence bigint NOT NULL,
            from_path text NOT NULL,
            to_path text NOT NULL,
            moved_on date NOT NULL,
            known_at timestamptz NOT NULL,
            revoked_at timestamptz
        );
        COMMENT ON TABLE org_unit_move IS 'units that were moved to another parent';
        COMMENT ON COLUMN org_unit_move.revoked_at IS 'when it was found to be none; null: it holds';
        CREATE TABLE org_unit_establishment (
            org_code text NOT NULL,
            sequence bigint NOT NULL,
            known_at timestamptz NOT NULL,
            established_on date NOT NULL,
            CONSTRAINT pk_org_unit_establishment PRIMARY KEY (org_code, sequence)
        );
        COMMENT ON TABLE org_unit_establishment IS 'days of establishment that were corrected';
        ALTER TABLE figure_entry ADD COLUMN follows_from uuid;
        COMMENT ON COLUMN figure_entry.follows_from IS
            'the event of what a unit that moved takes along; null: told itself';
    """)


def downgrade() -> None:
    """The log has the moves."""
    execute_script(
        "DELETE FROM figure_entry WHERE follows_from IS NOT NULL; ALTER TABLE figure_entry DROP COLUMN follows_from;"
        " DELETE FROM figure_change WHERE partition = -1; DELETE FROM figure_below WHERE partition = -1;"
        " DROP TABLE org_unit_establishment; DROP TABLE org_unit_move;"
        " DROP TABLE org_unit_place"
    )
