"""What benefits keeps of registry's facts."""

from shared.database.script import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Veterans, service organisations, mediators."""
    execute_script("""
        CREATE TABLE veteran (
            veteran_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            synthetic boolean NOT NULL,
            CONSTRAINT pk_veteran PRIMARY KEY (veteran_id)
        );
        COMMENT ON COLUMN veteran.synthetic IS 'invented for a demonstration';

        CREATE TABLE org_unit (
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            name text NOT NULL,
            closed_on date,
            CONSTRAINT pk_org_unit PRIMARY KEY (org_code)
        );

        CREATE TABLE mediator (
            role_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            assumed_on date NOT NULL,
            ended_on date,
            CONSTRAINT pk_mediator PRIMARY KEY (role_id)
        );
        CREATE INDEX ix_mediator_veteran_id ON mediator (veteran_id);
        CREATE INDEX ix_mediator_org_path ON mediator USING gist (org_path);
    """)


def downgrade() -> None:
    """The kernel alone."""
    execute_script("DROP TABLE mediator; DROP TABLE org_unit; DROP TABLE veteran;")
