"""The audit trail and the chain that shows when it was changed. It holds no personal data: ids and codes.

The application role may insert and read, nothing else (`INSERT_ONLY`).
"""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, LargeBinary, Table, Text, Uuid

from shared.database.metadata import INSERT_ONLY, KERNEL

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
    info=INSERT_ONLY,
)

AUDIT_CHAIN = Table(
    "audit_chain",
    KERNEL,
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="1..n, no gaps"),
    Column("audit_id", BigInteger, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the digest before it and of the row"),
    comment="the audit rows in the order of their chain: one link a row; append only",
    info=INSERT_ONLY,
)

AUDIT_CHECKPOINT = Table(
    "audit_checkpoint",
    KERNEL,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False, comment="that of the link at this position"),
    Column("made_at", DateTime(timezone=True), nullable=False),
    comment="links up to which the chain was sound; append only",
    info=INSERT_ONLY,
)
