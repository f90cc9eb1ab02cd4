"""What members took part in before, and who takes part no longer."""

from shared.database.script import execute_script

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    """What they took part in before is taken from what was told of it: the outbox keeps every event. Who is not here
    any more is not since he died or left."""
    execute_script("""
        ALTER TABLE party_affiliation ADD COLUMN until date;
        ALTER TABLE party_affiliation ADD COLUMN gone_on date;
        COMMENT ON TABLE party_affiliation IS
            'the station''s branch or the room''s group that a member takes part in, or took part in last';
        CREATE TABLE party_affiliation_past (
            past_id uuid NOT NULL,
            person_id uuid NOT NULL,
            party_org_code text NOT NULL,
            since date NOT NULL,
            until date,
            gone_on date,
            CONSTRAINT pk_party_affiliation_past PRIMARY KEY (past_id),
            CONSTRAINT fk_party_affiliation_past_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT fk_party_affiliation_past_party_org_code FOREIGN KEY (party_org_code)
                REFERENCES party_organisation (party_org_code)
        );
        CREATE INDEX ix_party_affiliation_past_person_id ON party_affiliation_past (person_id);
        CREATE INDEX ix_party_affiliation_past_party_org_code ON party_affiliation_past (party_org_code);
        COMMENT ON TABLE party_affiliation_past IS 'the branches and groups that a member took part in before';

        INSERT INTO party_affiliation_past (past_id, person_id, party_org_code, since, until)
        SELECT gen_random_uuid(), person_id, party_org_code, since,
            greatest(since, min(since) OVER (
                PARTITION BY person_id ORDER BY version ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ))
        FROM (
            SELECT aggregate_id::uuid AS person_id, aggregate_version AS version,
                data ->> 'party_org_code' AS party_org_code, (data ->> 'since')::date AS since
            FROM outbox, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) AS told
            WHERE topic = 'registry.party-affiliations'
        ) AS told
        WHERE EXISTS (SELECT FROM party_affiliation AS last WHERE last.person_id = told.person_id);
        DELETE FROM party_affiliation_past WHERE until IS NULL;
        UPDATE party_affiliation AS held SET gone_on = death.died_on
        FROM death WHERE death.person_id = held.person_id AND death.revoked_at IS NULL;
        UPDATE party_affiliation_past AS held SET gone_on = last.gone_on
        FROM party_affiliation AS last WHERE last.person_id = held.person_id;
    """)
    for table in ("party_affiliation", "party_affiliation_past"):
        execute_script(f"""
            COMMENT ON COLUMN {table}.until IS
                'the first day on which he takes part no longer; the first of all: he never did';
            COMMENT ON COLUMN {table}.gone_on IS
                'since when he is dead, elsewhere or not in the register; null: he is here';
        """)


def downgrade() -> None:
    """What members take part in now stays."""
    execute_script("""
        DELETE FROM party_affiliation WHERE until IS NOT NULL;
        ALTER TABLE party_affiliation DROP COLUMN until;
        ALTER TABLE party_affiliation DROP COLUMN gone_on;
        COMMENT ON TABLE party_affiliation IS
            'the station''s branch or the room''s group that a member takes part in';
        DROP TABLE party_affiliation_past;
    """)
