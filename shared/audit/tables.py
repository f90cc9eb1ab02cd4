"""The audit trail. The application role may insert and read, nothing else. It holds no personal data: ids and codes."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text, Uuid

from shared.database.metadata import KERNEL

AUDIT = Table(
    "audit",
    KERNEL,
    Column("audit_id", BigInteger, Identity(always=True), primary_key=True),
    Column("recorded_at", DateTime(timezone=True), nullable=False, comment="when"),
    Column("account_id", Uuid, comment="who; null when nobody could be identified"),
    Column("on_behalf_of", Text, nullable=False, comment="for whom, when someone acts as another's proxy"),
    Column("action", Text, nullable=False, comment="what: the command in kebab-case"),
    Column("subject", Text, nullable=False, comment="about what: kind and id, `case 0190…`"),
    Column("purpose", Text, nullable=False, comment="why"),
    Column("address", Text, nullable=False, comment="from where"),
    Column("result", Text, nullable=False, comment="`done`, or the code of the refusal"),
    Column("correlation_id", Text, nullable=False),
    Index(None, "account_id", "recorded_at"),
    Index(None, "subject", "recorded_at"),
    comment="every command and every refused access; append only",
)
