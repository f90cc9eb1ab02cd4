"""Books of county bodies, meetings, on-site sessions, study visits and staff."""

from typing import NamedTuple

from shared.database.script import execute_script

revision = "0077"
down_revision = "0076"


class Book(NamedTuple):
    """A table of entries: its states, and what it has besides the columns of all."""

    name: str
    comment: str
    states: str
    own: str
    besides: str


BOOKS = (
    Book(
        "county_body",
        "bodies of the county",
        "standing dissolved",
        """
            kind text NOT NULL, name text NOT NULL, established_on date NOT NULL, renamed_on date, dissolved_on
            date
        """,
        """
        CREATE UNIQUE INDEX uq_county_body_name ON county_body (org_code, name) WHERE state = 'standing';
        COMMENT ON COLUMN county_body.kind IS 'a word of the code list county-body-kind';
        COMMENT ON COLUMN county_body.dissolved_on IS 'the first day it is no more';
        """,
    ),
    Book(
        "county_body_member",
        "who is in bodies of the county",
        "member ended",
        """
            body_id uuid NOT NULL, role text NOT NULL, member text NOT NULL, member_unit text, since date NOT
            NULL, until date, CONSTRAINT fk_county_body_member_body_id FOREIGN KEY (body_id) REFERENCES
            county_body (entry_id), CONSTRAINT fk_county_body_member_member_unit FOREIGN KEY (member_unit)
            REFERENCES org_unit (org_code)
        """,
        """
        CREATE INDEX ix_county_body_member_body_id ON county_body_member (body_id);
        CREATE INDEX ix_county_body_member_member_unit ON county_body_member (member_unit);
        COMMENT ON COLUMN county_body_member.role IS 'a word of the code list county-body-role';
        COMMENT ON COLUMN county_body_member.member IS 'the post or organisation; not on the bus';
        COMMENT ON COLUMN county_body_member.member_unit IS 'which unit it is, if any';
        COMMENT ON COLUMN county_body_member.until IS 'the first day it no longer holds';
        """,
    ),
    Book(
        "governance_meeting",
        "meetings that govern the work of the county",
        "held",
        """
            kind text NOT NULL, body_id uuid, held_on date NOT NULL, place text NOT NULL, topics text NOT NULL,
            present integer NOT NULL, CONSTRAINT fk_governance_meeting_body_id FOREIGN KEY (body_id) REFERENCES
            county_body (entry_id)
        """,
        """
        CREATE INDEX ix_governance_meeting_body_id ON governance_meeting (body_id);
        COMMENT ON COLUMN governance_meeting.kind IS 'a word of the code list governance-meeting-kind';
        COMMENT ON COLUMN governance_meeting.body_id IS 'which body met, of the books';
        COMMENT ON COLUMN governance_meeting.topics IS 'not on the bus';
        """,
    ),
    Book(
        "meeting_decision",
        "what meetings decided, who does it and until when",
        "open overdue completed",
        """
            meeting_id uuid NOT NULL, number text NOT NULL, text text NOT NULL, owner_code text NOT NULL, due_on
            date NOT NULL, completed_on date, overdue_on date, CONSTRAINT fk_meeting_decision_meeting_id FOREIGN
            KEY (meeting_id) REFERENCES governance_meeting (entry_id), CONSTRAINT fk_meeting_decision_owner_code
            FOREIGN KEY (owner_code) REFERENCES org_unit (org_code)
        """,
        """
        CREATE INDEX ix_meeting_decision_meeting_id ON meeting_decision (meeting_id);
        CREATE INDEX ix_meeting_decision_owner_code ON meeting_decision (owner_code);
        CREATE UNIQUE INDEX uq_meeting_decision_number ON meeting_decision (meeting_id, number) WHERE state
            <> 'revoked';
        COMMENT ON COLUMN meeting_decision.text IS 'not on the bus';
        COMMENT ON COLUMN meeting_decision.owner_code IS 'who does it';
        COMMENT ON COLUMN meeting_decision.overdue_on IS 'the first day on which it was late';
        """,
    ),
    Book(
        "onsite_session",
        "on-site sessions of leaders",
        "held",
        """
            leader text NOT NULL, held_on date NOT NULL, place text NOT NULL, text text NOT NULL
        """,
        """
        COMMENT ON COLUMN onsite_session.leader IS 'post of who led it: a word of the code list leader-post';
        COMMENT ON COLUMN onsite_session.text IS 'what it was about; not on the bus';
        """,
    ),
    Book(
        "session_issue",
        "issues raised on site, followed to their end",
        "raised resolved",
        """
            session_id uuid NOT NULL, text text NOT NULL, owner_code text NOT NULL, raised_on date NOT NULL,
            due_on date NOT NULL, resolved_on date, reopened_on date, CONSTRAINT fk_session_issue_session_id
            FOREIGN KEY (session_id) REFERENCES onsite_session (entry_id), CONSTRAINT
            fk_session_issue_owner_code FOREIGN KEY (owner_code) REFERENCES org_unit (org_code)
        """,
        """
        CREATE INDEX ix_session_issue_owner_code ON session_issue (owner_code);
        CREATE INDEX ix_session_issue_session_id ON session_issue (session_id);
        COMMENT ON COLUMN session_issue.text IS 'not on the bus';
        COMMENT ON COLUMN session_issue.owner_code IS 'who solves it';
        COMMENT ON COLUMN session_issue.reopened_on IS 'the last time it was opened again';
        """,
    ),
    Book(
        "study_visit",
        "study visits to other counties",
        "held",
        """
            held_on date NOT NULL, participants text[] NOT NULL, counties text[] NOT NULL, text text NOT NULL
        """,
        """
        COMMENT ON COLUMN study_visit.participants IS 'codes of units that took part';
        COMMENT ON COLUMN study_visit.counties IS 'division codes of the counties they went to';
        COMMENT ON COLUMN study_visit.text IS 'what was found; not on the bus';
        """,
    ),
    Book(
        "staff_post",
        "posts of staff at units",
        "planned transferred in-post left",
        """
            post text NOT NULL, staff_number text NOT NULL, planned_on date, transferred_on date, in_post_on
            date, left_on date
        """,
        """
        CREATE UNIQUE INDEX uq_staff_post_staff_number ON staff_post (staff_number) WHERE state IN
            ('planned', 'transferred', 'in-post');
        COMMENT ON COLUMN staff_post.post IS 'a word of the code list staff-post';
        COMMENT ON COLUMN staff_post.staff_number IS 'number among the staff of the county; no name';
        COMMENT ON COLUMN staff_post.left_on IS 'the first day no longer in post';
        """,
    ),
    Book(
        "responsible_person",
        "who answers for a unit",
        "appointed ended",
        """
            post text NOT NULL, staff_number text NOT NULL, appointed_on date NOT NULL, ended_on date
        """,
        """
        CREATE UNIQUE INDEX uq_responsible_person_first ON responsible_person (org_code) WHERE post =
            'first-responsible' AND state = 'appointed';
        COMMENT ON COLUMN responsible_person.post IS 'a word of the code list responsible-post';
        COMMENT ON COLUMN responsible_person.staff_number IS 'number among the staff of the county; no name';
        COMMENT ON COLUMN responsible_person.ended_on IS 'the first day no longer';
        """,
    ),
)


def upgrade() -> None:
    """Nothing was kept of it before."""
    execute_script("""
        CREATE TABLE entry_version (
            entry_id uuid NOT NULL,
            version integer NOT NULL,
            book text NOT NULL,
            act text NOT NULL,
            facts jsonb NOT NULL,
            document text NOT NULL,
            changed_by uuid NOT NULL,
            changed_at timestamptz NOT NULL,
            CONSTRAINT pk_entry_version PRIMARY KEY (entry_id, version)
        );
        COMMENT ON TABLE entry_version IS 'what entries of books said, version by version';
        COMMENT ON COLUMN entry_version.act IS 'recorded, corrected, revoked, or the step that was taken';
        COMMENT ON COLUMN entry_version.facts IS 'what the entry said from then on';
        COMMENT ON COLUMN entry_version.document IS 'what this rests on, or why it was done';
        COMMENT ON COLUMN entry_version.changed_by IS 'account';
    """)
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
    execute_script("DROP TABLE entry_version")
