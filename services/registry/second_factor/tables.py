"""Second factors and recovery codes."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, Table, Uuid

from services.registry.database import METADATA

SECOND_FACTOR = Table(
    "second_factor",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.account_id"), primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False, comment="data key, wrapped by the master key"),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True), comment="null: the enrolment is under way"),
    Column("last_step", BigInteger, nullable=False, comment="of the last code taken, in half minutes since 1970"),
    comment="what the codes of an account are made from",
)

RECOVERY_CODE = Table(
    "recovery_code",
    METADATA,
    Column("account_id", Uuid, ForeignKey("second_factor.account_id", ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True, comment="SHA-256 of 75 random bits"),
    comment="instead of a code of the second factor; a used one is deleted",
)
