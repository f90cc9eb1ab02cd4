"""Weekly dispatches and their tasks."""

from shared.database.script import execute_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Begins empty."""
    execute_script("""
        CREATE TABLE dispatch (
            dispatch_id uuid NOT NULL CONSTRAINT pk_dispatch PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            week text NOT NULL,
            first_on date NOT NULL,
            year integer,
            number integer,
            edition integer NOT NULL,
            issued integer NOT NULL,
            version integer NOT NULL,
            written_by uuid[] NOT NULL,
            CONSTRAINT ck_dispatch_number CHECK ((issued = 0) = (number IS NULL)),
            CONSTRAINT ck_dispatch_year CHECK ((year IS NULL) = (number IS NULL)),
            CONSTRAINT ck_dispatch_issued CHECK (issued BETWEEN 0 AND edition AND edition <= issued + 1),
            CONSTRAINT uq_dispatch_week UNIQUE (week),
            CONSTRAINT uq_dispatch_number UNIQUE (year, number)
        );
        CREATE INDEX ix_dispatch_org_path ON dispatch USING gist (org_path);
        COMMENT ON TABLE dispatch IS 'the weekly dispatch of each week';
        COMMENT ON COLUMN dispatch.org_path IS 'of the centre';
        COMMENT ON COLUMN dispatch.week IS 'that it is about, as 2019-W17';
        COMMENT ON COLUMN dispatch.first_on IS 'the Monday of that week';
        COMMENT ON COLUMN dispatch.year IS 'in which the first edition was issued';
        COMMENT ON COLUMN dispatch.number IS 'in that year';
        COMMENT ON COLUMN dispatch.edition IS 'the last one written';
        COMMENT ON COLUMN dispatch.issued IS 'the last one issued; 0: none';
        COMMENT ON COLUMN dispatch.version IS 'changes';
        COMMENT ON COLUMN dispatch.written_by IS
            'accounts that wrote the last edition: none issues it';

        CREATE TABLE dispatch_edition (
            dispatch_id uuid NOT NULL
                CONSTRAINT fk_dispatch_edition_dispatch_id_dispatch REFERENCES dispatch,
            edition integer NOT NULL CONSTRAINT ck_dispatch_edition_edition CHECK (edition > 0),
            held_on date NOT NULL,
            chaired_by text NOT NULL,
            topics text NOT NULL,
            reason text,
            written_by uuid NOT NULL,
            written_at timestamptz NOT NULL,
            issued_by uuid,
            issued_at timestamptz,
            CONSTRAINT pk_dispatch_edition PRIMARY KEY (dispatch_id, edition),
            CONSTRAINT ck_dispatch_edition_issued_at CHECK ((issued_by IS NULL) = (issued_at IS NULL)),
            CONSTRAINT ck_dispatch_edition_reason CHECK ((edition = 1) = (reason IS NULL))
        );
        COMMENT ON TABLE dispatch_edition IS
            'what each edition of the minutes says; one that is issued is not changed';
        COMMENT ON COLUMN dispatch_edition.reason IS 'why what was issued is corrected';
        COMMENT ON COLUMN dispatch_edition.written_by IS 'account';
        COMMENT ON COLUMN dispatch_edition.issued_by IS 'account; null: a draft';

        CREATE TABLE dispatch_unit (
            dispatch_id uuid NOT NULL,
            edition integer NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            is_present boolean NOT NULL,
            CONSTRAINT pk_dispatch_unit PRIMARY KEY (dispatch_id, edition, org_code),
            CONSTRAINT fk_dispatch_unit_dispatch_id_dispatch_edition
                FOREIGN KEY (dispatch_id, edition) REFERENCES dispatch_edition
        );
        CREATE INDEX ix_dispatch_unit_org_path ON dispatch_unit USING gist (org_path);
        COMMENT ON TABLE dispatch_unit IS 'units that were there, or were to be';
        COMMENT ON COLUMN dispatch_unit.org_path IS 'as it stood that day';

        CREATE TABLE dispatch_task (
            task_id uuid NOT NULL CONSTRAINT pk_dispatch_task PRIMARY KEY,
            dispatch_id uuid NOT NULL
                CONSTRAINT fk_dispatch_task_dispatch_id_dispatch REFERENCES dispatch,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            due_on date NOT NULL,
            what text NOT NULL,
            state text NOT NULL CONSTRAINT ck_dispatch_task_state
                CHECK (state IN ('planned', 'assigned', 'accepted', 'done', 'confirmed', 'withdrawn')),
            version integer NOT NULL,
            overdue_on date,
            done_on date,
            answered_by uuid[] NOT NULL,
            CONSTRAINT ck_dispatch_task_version CHECK ((state = 'planned') = (version = 0)),
            CONSTRAINT ck_dispatch_task_done_on
                CHECK (state NOT IN ('done', 'confirmed') OR done_on IS NOT NULL)
        );
        CREATE INDEX ix_dispatch_task_dispatch ON dispatch_task (dispatch_id);
        CREATE INDEX ix_dispatch_task_due ON dispatch_task (due_on, task_id);
        CREATE INDEX ix_dispatch_task_open ON dispatch_task (due_on) WHERE state IN ('assigned', 'accepted');
        CREATE INDEX ix_dispatch_task_org_path ON dispatch_task USING gist (org_path);
        COMMENT ON TABLE dispatch_task IS 'what came of a dispatch';
        COMMENT ON COLUMN dispatch_task.org_code IS 'who is to do it';
        COMMENT ON COLUMN dispatch_task.org_path IS 'as it stood when the task was planned';
        COMMENT ON COLUMN dispatch_task.due_on IS 'the last day on which it is in time';
        COMMENT ON COLUMN dispatch_task.version IS 'events published about it; 0 while it is planned';
        COMMENT ON COLUMN dispatch_task.overdue_on IS
            'when it was told to be overdue, by the day on which it is due now';
        COMMENT ON COLUMN dispatch_task.answered_by IS
            'accounts that acted for its owner: none confirms it';

        CREATE TABLE dispatch_task_step (
            task_id uuid NOT NULL
                CONSTRAINT fk_dispatch_task_step_task_id_dispatch_task REFERENCES dispatch_task,
            version integer NOT NULL,
            act text NOT NULL,
            due_on date NOT NULL,
            note text,
            by uuid,
            at timestamptz NOT NULL,
            CONSTRAINT pk_dispatch_task_step PRIMARY KEY (task_id, version)
        );
        COMMENT ON TABLE dispatch_task_step IS 'all that was done with a task';
        COMMENT ON COLUMN dispatch_task_step.version IS 'of the task, after it';
        COMMENT ON COLUMN dispatch_task_step.due_on IS 'of the task, after it';
        COMMENT ON COLUMN dispatch_task_step.note IS 'progress, evidence, or why';
        COMMENT ON COLUMN dispatch_task_step.by IS 'account; null: the clock';
    """)


def downgrade() -> None:
    """Minutes that were issued are gone."""
    execute_script("DROP TABLE dispatch_task_step, dispatch_task, dispatch_unit, dispatch_edition, dispatch")
