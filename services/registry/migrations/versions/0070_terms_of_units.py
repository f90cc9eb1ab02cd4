"""What units were called, and under whom they stood, since when."""

from shared.database.script import execute_script

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    """Names are taken from what was told of them: the outbox keeps every event."""
    execute_script("""
        ALTER TABLE org_unit ADD COLUMN moved_on date;
        COMMENT ON COLUMN org_unit.moved_on IS 'since when it stands under its parent; null: since it was established';
        CREATE TABLE org_unit_term (
            term_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_org_unit_term PRIMARY KEY,
            org_code text NOT NULL CONSTRAINT fk_org_unit_term_org_code REFERENCES org_unit,
            aspect text NOT NULL CONSTRAINT ck_org_unit_term_aspect CHECK (aspect IN ('name', 'parent')),
            since date NOT NULL,
            recorded_at timestamptz NOT NULL,
            value text,
            ended_at timestamptz
        );
        CREATE UNIQUE INDEX uq_org_unit_term_holds ON org_unit_term (org_code, aspect, since) WHERE ended_at IS NULL;
        COMMENT ON TABLE org_unit_term IS 'names and places of units over time';
        COMMENT ON COLUMN org_unit_term.aspect IS 'name, parent';
        COMMENT ON COLUMN org_unit_term.since IS 'holds from this day on';
        COMMENT ON COLUMN org_unit_term.value IS 'the name; the code of the unit above, null for the centre';
        COMMENT ON COLUMN org_unit_term.ended_at IS 'when it was found to be wrong; null: it holds';
        INSERT INTO org_unit_term (org_code, aspect, since, recorded_at, value)
        SELECT org_code, 'parent', established_on, now(), parent_code FROM org_unit;
        INSERT INTO org_unit_term (org_code, aspect, since, recorded_at, value, ended_at)
        SELECT org_code, 'name', since, recorded_at, named.name,
            lead(recorded_at) OVER (PARTITION BY org_code, since ORDER BY named.version)
        FROM (
            SELECT aggregate_id AS org_code, aggregate_version AS version, recorded_at, data ->> 'name' AS name,
                coalesce(data ->> 'renamed_on', data ->> 'established_on')::date AS since
            FROM outbox, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) AS told
            WHERE topic = 'registry.org-units' AND data ? 'name'
        ) AS named JOIN org_unit USING (org_code);
        INSERT INTO org_unit_term (org_code, aspect, since, recorded_at, value)
        SELECT org_code, 'name', coalesce(renamed_on, established_on), now(), name FROM org_unit
        WHERE NOT EXISTS (
            SELECT FROM org_unit_term WHERE org_unit_term.org_code = org_unit.org_code AND aspect = 'name'
        );
    """)


def downgrade() -> None:
    """Earlier names and places are in the outbox alone."""
    execute_script("DROP TABLE org_unit_term; ALTER TABLE org_unit DROP COLUMN moved_on")
