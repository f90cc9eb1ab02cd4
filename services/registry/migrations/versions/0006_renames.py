"""Renames of a unit follow each other in time."""

from shared.database.script import execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Since when a unit has its name, as far as it was told already."""
    execute_script("""
        ALTER TABLE org_unit ADD COLUMN renamed_on date;
        COMMENT ON COLUMN org_unit.renamed_on IS 'since when it has its name; null: since it was established';
        UPDATE org_unit SET renamed_on = told.renamed_on
        FROM (
            SELECT aggregate_id, max(CAST(CAST(convert_from(payload, 'UTF8') AS jsonb) ->> 'renamed_on' AS date))
                AS renamed_on
            FROM outbox WHERE type = 'cn.veterans.registry.org-unit-renamed.v1' GROUP BY aggregate_id
        ) AS told
        WHERE org_code = told.aggregate_id;
    """)


def downgrade() -> None:
    """Renames in any order."""
    execute_script("ALTER TABLE org_unit DROP COLUMN renamed_on")
