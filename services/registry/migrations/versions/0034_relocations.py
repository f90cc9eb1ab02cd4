"""Moves of domiciles and residences are recorded, and their records revoked; who lives elsewhere is served there."""

from alembic import op

from shared.database.script import execute_script

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Nobody has moved yet, and nobody is served but by who is responsible."""
    execute_script("""
        CREATE TABLE relocation (
            relocation_id uuid NOT NULL,
            person_id uuid NOT NULL,
            kind text NOT NULL,
            from_division_code text NOT NULL,
            from_org_code text,
            to_division_code text NOT NULL,
            to_org_code text,
            moved_on date NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            revocation_document text,
            CONSTRAINT pk_relocation PRIMARY KEY (relocation_id),
            CONSTRAINT fk_relocation_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT fk_relocation_from_org_code FOREIGN KEY (from_org_code) REFERENCES org_unit (org_code),
            CONSTRAINT fk_relocation_to_org_code FOREIGN KEY (to_org_code) REFERENCES org_unit (org_code),
            CONSTRAINT ck_relocation_kind CHECK (kind IN ('domicile', 'residence')),
            CONSTRAINT ck_relocation_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)
                AND (revoked_at IS NULL) = (revocation_document IS NULL)
            )
        );
        CREATE UNIQUE INDEX uq_relocation_standing ON relocation (person_id, kind, moved_on)
        WHERE revoked_at IS NULL;
        COMMENT ON TABLE relocation IS 'moves of domiciles and residences, as recorded';
        COMMENT ON COLUMN relocation.kind IS 'domicile, residence';
        COMMENT ON COLUMN relocation.from_org_code IS 'null: none of its own';
        COMMENT ON COLUMN relocation.to_org_code IS 'null: none of its own';
        COMMENT ON COLUMN relocation.moved_on IS 'the first day there';
        COMMENT ON COLUMN relocation.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN relocation.recorded_by IS 'account';
        COMMENT ON COLUMN relocation.revoked_by IS 'account';
        COMMENT ON COLUMN relocation.revocation_reason IS 'a word of the code list relocation-revocation-reason';

        ALTER TABLE veteran ADD COLUMN residence_org_code text, ADD COLUMN residence_path ltree;
        COMMENT ON COLUMN veteran.residence_org_code IS 'unit where he lives, if one is named';
        COMMENT ON COLUMN veteran.residence_path IS 'its path: who may see and serve him besides';
        ALTER TABLE veteran ADD CONSTRAINT fk_veteran_residence_org_code
        FOREIGN KEY (residence_org_code) REFERENCES org_unit (org_code) NOT VALID;
    """)
    # Both are empty: writers wait for one look at the table.
    for index in (
        "ix_veteran_residence_org_code ON veteran (residence_org_code) WHERE residence_org_code IS NOT NULL",
        "ix_veteran_residence_path ON veteran USING gist (residence_path) WHERE residence_path IS NOT NULL",
    ):
        op.execute(f"-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX {index}")


def downgrade() -> None:
    """Files stay where they are; how they came there is forgotten."""
    execute_script("""
        ALTER TABLE veteran DROP COLUMN residence_org_code, DROP COLUMN residence_path;
        DROP TABLE relocation;
    """)
