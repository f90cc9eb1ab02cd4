"""Categories are applied for, decided on, held: what forms claimed becomes holdings that nobody has applied for."""

from alembic import op

from shared.database.script import execute_script

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """An API older than this does not find the claims: it is upgraded together with the worker."""
    execute_script("""
        CREATE TABLE category_holding (
            holding_id uuid NOT NULL,
            veteran_id uuid NOT NULL,
            category_code text NOT NULL,
            version integer NOT NULL,
            revision integer NOT NULL,
            round integer NOT NULL,
            state text NOT NULL,
            state_from date NOT NULL,
            former_state text,
            applied_on date,
            waits_for text,
            evidence_kind text,
            document text,
            certificate_sealed bytea,
            recognised_on date,
            reason_code text,
            clause text,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            CONSTRAINT pk_category_holding PRIMARY KEY (holding_id),
            CONSTRAINT fk_category_holding_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id),
            CONSTRAINT uq_category_holding_veteran_id_category_code UNIQUE (veteran_id, category_code),
            CONSTRAINT ck_category_holding_state CHECK (
                state IN ('received', 'enjoying', 'recognised-no-benefit', 'not-recognised', 'suspended', 'stopped',
                    'cancelled')
            ),
            CONSTRAINT ck_category_holding_waits_for CHECK (waits_for IN ('room', 'station', 'centre')),
            CONSTRAINT ck_category_holding_under_way CHECK (
                (state = 'received' AND applied_on IS NOT NULL) = (waits_for IS NOT NULL)
            ),
            CONSTRAINT ck_category_holding_former_state CHECK (
                (state IN ('stopped', 'cancelled')) = (former_state IS NOT NULL)
            ),
            CONSTRAINT ck_category_holding_recognised CHECK (
                state NOT IN ('enjoying', 'recognised-no-benefit', 'suspended')
                OR (applied_on IS NOT NULL AND evidence_kind IS NOT NULL AND recognised_on IS NOT NULL
                    AND clause IS NOT NULL)
            ),
            CONSTRAINT ck_category_holding_not_recognised CHECK (
                state <> 'not-recognised' OR (reason_code IS NOT NULL AND clause IS NOT NULL)
            ),
            CONSTRAINT ck_category_holding_reason_code CHECK (
                state NOT IN ('suspended', 'stopped', 'cancelled') OR reason_code IS NOT NULL
            )
        );
        CREATE INDEX ix_category_holding_category_code_veteran_id ON category_holding (category_code, veteran_id);
        CREATE INDEX ix_category_holding_waiting ON category_holding (waits_for, holding_id)
            WHERE waits_for IS NOT NULL;
        COMMENT ON TABLE category_holding IS 'categories that veterans claim, have applied for, or hold';
        COMMENT ON COLUMN category_holding.category_code IS 'the ministry''s codes';
        COMMENT ON COLUMN category_holding.version IS 'events published about it; 0: claimed in a form, no more';
        COMMENT ON COLUMN category_holding.revision IS 'times it was written';
        COMMENT ON COLUMN category_holding.round IS 'how often it was applied for';
        COMMENT ON COLUMN category_holding.state IS 'its own; death and moves are the file''s';
        COMMENT ON COLUMN category_holding.state_from IS 'the first day of the state';
        COMMENT ON COLUMN category_holding.former_state IS 'where it stood before it was stopped or cancelled';
        COMMENT ON COLUMN category_holding.applied_on IS 'null: claimed, not applied for';
        COMMENT ON COLUMN category_holding.waits_for
            IS 'the level that is asked next while it is decided on: room, station, centre';
        COMMENT ON COLUMN category_holding.evidence_kind
            IS 'personal-file, discharge-certificate, written-proof, other';
        COMMENT ON COLUMN category_holding.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN category_holding.certificate_sealed IS 'number of the certificate of the category';
        COMMENT ON COLUMN category_holding.recognised_on IS 'the first day of the recognition';
        COMMENT ON COLUMN category_holding.reason_code IS 'why it stands so: a word of one of the code lists';
        COMMENT ON COLUMN category_holding.clause IS 'what it rests on: a word of the code list category-clause';
        COMMENT ON COLUMN category_holding.recorded_by IS 'account';
        COMMENT ON COLUMN category_holding.known_from IS 'since when it is believed so';

        CREATE TABLE category_holding_past (
            holding_id uuid NOT NULL,
            revision integer NOT NULL,
            state text NOT NULL,
            state_from date NOT NULL,
            applied_on date,
            evidence_kind text,
            document text,
            certificate_sealed bytea,
            recognised_on date,
            reason_code text,
            clause text,
            recorded_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_category_holding_past PRIMARY KEY (holding_id, revision),
            CONSTRAINT fk_category_holding_past_holding_id
                FOREIGN KEY (holding_id) REFERENCES category_holding (holding_id),
            CONSTRAINT ck_category_holding_past_known_until CHECK (known_until >= known_from)
        );
        COMMENT ON TABLE category_holding_past IS 'what was said of holdings of categories before';
        COMMENT ON COLUMN category_holding_past.recorded_by IS 'account';
        COMMENT ON COLUMN category_holding_past.known_until IS 'no longer believed from then on';

        CREATE TABLE category_opinion (
            holding_id uuid NOT NULL,
            number integer NOT NULL,
            round integer NOT NULL,
            step text NOT NULL,
            outcome text NOT NULL,
            given_by uuid NOT NULL,
            given_at timestamptz NOT NULL,
            reason_code text,
            clause text,
            note text,
            CONSTRAINT pk_category_opinion PRIMARY KEY (holding_id, number),
            CONSTRAINT fk_category_opinion_holding_id FOREIGN KEY (holding_id) REFERENCES category_holding (holding_id),
            CONSTRAINT ck_category_opinion_step CHECK (step IN ('room', 'station', 'centre')),
            CONSTRAINT ck_category_opinion_outcome CHECK (outcome IN ('agree', 'refuse', 'supplement')),
            CONSTRAINT ck_category_opinion_reason_code CHECK ((outcome = 'agree') = (reason_code IS NULL)),
            CONSTRAINT ck_category_opinion_clause CHECK (outcome <> 'refuse' OR clause IS NOT NULL)
        );
        COMMENT ON TABLE category_opinion IS 'applications for categories: who said what, when and why';
        COMMENT ON COLUMN category_opinion.number IS 'from 1 on';
        COMMENT ON COLUMN category_opinion.round IS 'of which application';
        COMMENT ON COLUMN category_opinion.step IS 'room, station, centre';
        COMMENT ON COLUMN category_opinion.given_by IS 'account';
        COMMENT ON COLUMN category_opinion.reason_code IS 'why it is returned, or a word of category-refusal-reason';
        COMMENT ON COLUMN category_opinion.clause IS 'a word of category-clause';
        COMMENT ON COLUMN category_opinion.note IS 'in the words of who gave it; not on the bus';

        -- A UUIDv7 of the instant at which the claim was recorded.
        INSERT INTO category_holding (
            holding_id, veteran_id, category_code, version, revision, round, state, state_from, recorded_by, known_from
        )
        SELECT
            (lpad(to_hex((extract(epoch FROM v.recorded_at) * 1000)::bigint), 12, '0') || '7'
                || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
            c.veteran_id, c.category_code, 0, 1, 0, 'received', c.received_on, v.registered_by, v.recorded_at
        FROM veteran_category AS c JOIN veteran AS v ON v.veteran_id = c.veteran_id;
    """)
    op.execute("-- squawk-ignore ban-drop-table\nDROP TABLE veteran_category")


def downgrade() -> None:
    """What is held is claimed again, and nobody knows more of it."""
    execute_script("""
        CREATE TABLE veteran_category (
            veteran_id uuid NOT NULL,
            category_code text NOT NULL,
            state text NOT NULL,
            received_on date NOT NULL,
            CONSTRAINT pk_veteran_category PRIMARY KEY (veteran_id, category_code),
            CONSTRAINT ck_veteran_category_state CHECK (state IN ('received')),
            CONSTRAINT fk_veteran_category_veteran_id FOREIGN KEY (veteran_id) REFERENCES veteran (veteran_id)
        );
        CREATE INDEX ix_veteran_category_category_code_veteran_id ON veteran_category (category_code, veteran_id);
        COMMENT ON TABLE veteran_category IS 'categories a veteran claims';
        COMMENT ON COLUMN veteran_category.category_code IS 'the ministry''s codes';
        COMMENT ON COLUMN veteran_category.state IS 'received: a claim, until it is recognised';
        INSERT INTO veteran_category
            SELECT veteran_id, category_code, 'received', state_from FROM category_holding
            WHERE state NOT IN ('not-recognised', 'stopped', 'cancelled');
        DROP TABLE category_opinion;
        DROP TABLE category_holding_past;
        DROP TABLE category_holding;
    """)
