"""Employers, postings, wishes, applications, hires, fairs, and what was pushed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.benefits.database import METADATA
from services.benefits.entries.tables import county_table, entry_table
from shared.entries.tables import ASIDE

EMPLOYER = county_table(
    "job_employer",
    ("registered", "ended"),
    Column("name", Text, nullable=False, comment="official name"),
    Column("kind", Text, nullable=False, comment="a word of the code list job-employer-kind"),
    Column("registered_on", Date, nullable=False),
    Column("ended_on", Date, comment="after this day it posts nothing"),
    Index("uq_job_employer_name", "name", unique=True, postgresql_where=text("state = 'registered'")),
    comment="those who offer work to veterans",
)

POSTING = county_table(
    "job_posting",
    ("open", "closed"),
    Column("employer_id", Uuid, ForeignKey("job_employer.entry_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("occupation", Text, nullable=False, comment="a word of the code list job-occupation"),
    Column("place", Text, nullable=False, comment="a word of the code list job-place"),
    Column("wage_fen", BigInteger, comment="a month, at least; null: not said"),
    Column("places", Integer, nullable=False, comment="so many persons are sought"),
    Column("veterans_first", Boolean, nullable=False, comment="whether veterans are taken first"),
    Column("posted_on", Date, nullable=False),
    Column("open_until", Date, nullable=False, comment="the last day"),
    Column("closed_on", Date),
    CheckConstraint("places > 0", name="places"),
    comment="work that employers offer",
)

PREFERENCE = entry_table(
    "job_preference",
    ("seeking", "opted-out"),
    Column("occupation", Text, comment="a word of the code list job-occupation; null: any"),
    Column("place", Text, nullable=False, comment="a word of the code list job-place: so far at most"),
    Column("wage_fen", BigInteger, comment="a month, at least; null: any"),
    Column("wished_on", Date, nullable=False),
    Column("opted_out_on", Date, comment="nothing is pushed to the person from then on"),
    Column("opted_in_on", Date, comment="wishes to be told again, since"),
    Index("uq_job_preference_person", "person_id", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="what work persons wish to be told of, and who does not",
)

HIRE = entry_table(
    "job_hire",
    ("hired",),
    Column("posting_id", Uuid, ForeignKey("job_posting.entry_id"), nullable=False),
    Column("hired_on", Date, nullable=False),
    Index("uq_job_hire_posting", "posting_id", "person_id", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="who was hired for which posting",
)

APPLICATION = entry_table(
    "job_application",
    ("applied", "invited", "hired", "refused", "withdrawn"),
    Column("posting_id", Uuid, ForeignKey("job_posting.entry_id"), nullable=False),
    Column("applied_on", Date, nullable=False),
    Column("invited_on", Date, comment="the employer asked the person to come"),
    Column("ended_on", Date, comment="first day of work, or day of the refusal or withdrawal"),
    Column("refusal_reason", Text, comment="a word of the code list job-refusal"),
    Column("hire_id", Uuid, ForeignKey("job_hire.entry_id"), index=True, info=ASIDE,
           comment="the hire that was recorded with it"),
    Index("uq_job_application_posting", "posting_id", "person_id", unique=True,
          postgresql_where=text("state NOT IN ('withdrawn', 'revoked')")),
    comment="who applied for which posting, and what the employer answered",
)  # fmt: skip

FAIR = county_table(
    "job_fair",
    ("held",),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("employers", Integer, nullable=False, comment="how many came"),
    Column("posts", Integer, nullable=False, comment="how many places they offered"),
    Column("attendees", Integer, nullable=False, comment="how many veterans came"),
    Column("intents", Integer, nullable=False, comment="how many of them agreed with an employer to go on"),
    comment="job fairs",
)

PUSH = Table(
    "job_push",
    METADATA,
    Column("push_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("week", Date, nullable=False, comment="its Monday"),
    Column("posting_ids", ARRAY(Uuid), nullable=False, comment="the best first"),
    UniqueConstraint("person_id", "week"),
    Index(None, "week"),
    comment="which postings were put together for whom in which week: one batch a week",
)
