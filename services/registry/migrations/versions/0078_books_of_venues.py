"""Books of venues and of standards."""

from typing import NamedTuple

from shared.database.script import execute_script

revision = "0078"
down_revision = "0077"


class Book(NamedTuple):
    """A table of entries: its states, and what it has besides the columns of all."""

    name: str
    comment: str
    states: str
    own: str
    besides: str


BOOKS = (
    Book(
        "facility",
        "venues of units",
        "in-use closed",
        """
            name text NOT NULL, area_m2 integer NOT NULL, shared_with text, completed_on date NOT NULL,
            closed_on date, CONSTRAINT ck_facility_area_m2 CHECK (area_m2 > 0)
        """,
        """
        COMMENT ON COLUMN facility.area_m2 IS 'floor area in square metres';
        COMMENT ON COLUMN facility.shared_with IS 'who else works there; not on the bus';
        COMMENT ON COLUMN facility.closed_on IS 'the first day no longer in use';
        """,
    ),
    Book(
        "functional_room",
        "halls and rooms of venues",
        "in-use closed",
        """
            facility_id uuid NOT NULL, name text NOT NULL, kind text NOT NULL, use text NOT NULL, opened_on date
            NOT NULL, closed_on date, CONSTRAINT fk_functional_room_facility_id FOREIGN KEY (facility_id)
            REFERENCES facility (entry_id)
        """,
        """
        CREATE INDEX ix_functional_room_facility_id ON functional_room (facility_id);
        COMMENT ON COLUMN functional_room.kind IS 'hall or room';
        COMMENT ON COLUMN functional_room.use IS 'a word of the code list functional-room-use';
        COMMENT ON COLUMN functional_room.closed_on IS 'the first day no longer in use';
        """,
    ),
    Book(
        "capital_project",
        "capital projects of units",
        "completed",
        """
            name text NOT NULL, kind text NOT NULL, qualifier text NOT NULL, amount_fen bigint, below_fen
            bigint, printed text, completed_on date NOT NULL, CONSTRAINT ck_capital_project_amount_fen CHECK
            ((amount_fen IS NULL) = (qualifier = 'unspecified')), CONSTRAINT ck_capital_project_below_fen CHECK
            (below_fen > amount_fen)
        """,
        """
        COMMENT ON COLUMN capital_project.kind IS 'a word of the code list capital-project-kind';
        COMMENT ON COLUMN capital_project.qualifier IS 'how exactly the amount is known: amount-qualifier';
        COMMENT ON COLUMN capital_project.amount_fen IS 'or its lower bound; null: not specified';
        COMMENT ON COLUMN capital_project.below_fen IS 'the amount is below this, where that is known';
        COMMENT ON COLUMN capital_project.printed IS 'the amount as the document has it, such as 80余万元';
        """,
    ),
    Book(
        "venue_upgrade",
        "upgrades of venues, each with a plan of its own",
        "planned approved completed",
        """
            batch integer NOT NULL, designer text NOT NULL, plan_version integer NOT NULL, planned_on date NOT
            NULL, approved_on date, completed_on date
        """,
        """
        CREATE UNIQUE INDEX uq_venue_upgrade_batch ON venue_upgrade (org_code, batch) WHERE state <>
            'revoked';
        COMMENT ON COLUMN venue_upgrade.designer IS 'not on the bus';
        """,
    ),
    Book(
        "plaque",
        "plaques made by the county",
        "up removed",
        """
            kind text NOT NULL, serial text NOT NULL, installed_on date NOT NULL, removed_on date
        """,
        """
        CREATE UNIQUE INDEX uq_plaque_kind ON plaque (org_code, kind) WHERE state = 'up';
        CREATE UNIQUE INDEX uq_plaque_serial ON plaque (serial) WHERE state <> 'revoked';
        COMMENT ON COLUMN plaque.kind IS 'station or branch';
        COMMENT ON COLUMN plaque.removed_on IS 'the first day no longer up';
        """,
    ),
    Book(
        "record_book",
        "record books of branch life",
        "issued",
        """
            branch text NOT NULL, year integer NOT NULL, serial text NOT NULL, issued_on date NOT NULL,
            CONSTRAINT fk_record_book_branch FOREIGN KEY (branch) REFERENCES party_organisation (party_org_code)
        """,
        """
        CREATE INDEX ix_record_book_branch ON record_book (branch);
        CREATE UNIQUE INDEX uq_record_book_serial ON record_book (serial) WHERE state <> 'revoked';
        """,
    ),
    Book(
        "five_haves",
        "what units had of the five at their last check",
        "checked",
        """
            institution boolean NOT NULL, establishment boolean NOT NULL, personnel boolean NOT NULL, funds
            boolean NOT NULL, support boolean NOT NULL, checked_on date NOT NULL
        """,
        """
        CREATE UNIQUE INDEX uq_five_haves_org_code ON five_haves (org_code) WHERE state <> 'revoked';
        """,
    ),
    Book(
        "unified_standard",
        "the four unified standards of units at their last check",
        "checked",
        """
            item text NOT NULL, passed boolean NOT NULL, checked_on date NOT NULL
        """,
        """
        CREATE UNIQUE INDEX uq_unified_standard_item ON unified_standard (org_code, item) WHERE state <>
            'revoked';
        COMMENT ON COLUMN unified_standard.item IS 'a word of the code list unified-item';
        """,
    ),
    Book(
        "work_track",
        "the eight tracks of units",
        "planned achieved",
        """
            track text NOT NULL, planned_on date NOT NULL, achieved_on date
        """,
        """
        CREATE UNIQUE INDEX uq_work_track_track ON work_track (org_code, track) WHERE state <> 'revoked';
        COMMENT ON COLUMN work_track.track IS 'a word of the code list work-track';
        """,
    ),
    Book(
        "fund",
        "funds allocated to units",
        "allocated",
        """
            year integer NOT NULL, purpose text NOT NULL, amount_fen bigint NOT NULL, allocated_on date NOT
            NULL, CONSTRAINT ck_fund_amount_fen CHECK (amount_fen > 0)
        """,
        """
        COMMENT ON COLUMN fund.purpose IS 'a word of the code list fund-purpose';
        """,
    ),
)


def upgrade() -> None:
    """Nothing was kept of it before."""
    for book in BOOKS:
        execute_script(_created(book))


def _created(book: Book) -> str:
    states = ", ".join(f"'{state}'" for state in (*book.states.split(), "revoked"))
    return f"""
        CREATE TABLE {book.name} (
            entry_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            {book.own.strip()},
            CONSTRAINT pk_{book.name} PRIMARY KEY (entry_id),
            CONSTRAINT ck_{book.name}_state CHECK (state IN ({states})),
            CONSTRAINT fk_{book.name}_org_code FOREIGN KEY (org_code) REFERENCES org_unit (org_code)
        );
        CREATE INDEX ix_{book.name}_org_code ON {book.name} (org_code);
        CREATE INDEX ix_{book.name}_org_path ON {book.name} USING gist (org_path);
        {book.besides}
        COMMENT ON TABLE {book.name} IS '{book.comment}';
        COMMENT ON COLUMN {book.name}.org_path IS 'where the unit stood when it was recorded';
        COMMENT ON COLUMN {book.name}.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN {book.name}.version IS 'events published about it';
    """


def downgrade() -> None:
    """All of it is forgotten."""
    for book in reversed(BOOKS):
        execute_script(f"DROP TABLE {book.name}")
