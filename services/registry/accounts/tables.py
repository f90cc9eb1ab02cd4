"""Who may sign in, with which secret for the first time, as whom of an issuer, and who has to wait after failures."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    false,
)

from services.registry.database import METADATA

ACCOUNT = Table(
    "account",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, server_default="person", comment="person, machine"),
    Column("person_id", Uuid, ForeignKey("person.person_id"), comment="whose own affairs it is for; null for staff"),
    Column("username", Text, nullable=False, unique=True, comment="lower case"),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, comment="argon2id with its parameters and salt; null until it is activated"),
    Column("disabled_at", DateTime(timezone=True)),
    Column("founding", Boolean, nullable=False, server_default=false(), comment="created by the setup"),
    Column("opened_by", Uuid, comment="the account of who opened it; null: the setup"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, server_default="1", comment="of its names and a machine's addresses"),
    CheckConstraint("username = lower(username)", name="username_lower"),
    CheckConstraint("kind IN ('person', 'machine')", name="kind"),
    CheckConstraint("kind = 'person' OR person_id IS NULL", name="person_id"),
    Index("uq_account_person_id", "person_id", unique=True),
    # The last guard against two first administrators.
    Index("uq_account_founding", "founding", unique=True, postgresql_where="founding"),
    comment="who may sign in",
)

ACTIVATION = Table(
    "activation",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.account_id"), primary_key=True),
    Column("secret_digest", LargeBinary, nullable=False, comment="SHA-256 of 100 random bits"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("issued_by", Uuid, nullable=False, comment="account"),
    Column("ground", Text, nullable=False, server_default="keeper", comment="who issued it: keeper, station, server"),
    comment="secrets that accounts may be activated with, one an account; a used one is deleted",
)

HANDOVER = Table(
    "handover",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.account_id"), primary_key=True),
    Column("password_hash", Text, nullable=False, comment="argon2id with its parameters and salt"),
    Column("issued_by", Uuid, nullable=False, comment="account, of the slip"),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    comment="passwords chosen with a slip of a keeper; they wait for a second person",
)

# Kept by the room account_holders; here, since lists of accounts and `kin` read it.
ACCOUNT_HOLDER = Table(
    "account_holder",
    METADATA,
    Column("naming_id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("document", Text, nullable=False, comment="what it was seen from"),
    Column("named_by", Uuid, nullable=False, comment="account"),
    Column("named_for", Uuid, comment="account that it stood in for"),
    Column("named_at", DateTime(timezone=True), nullable=False),
    Column("removed_by", Uuid, comment="account; null: it stands"),
    Column("removed_at", DateTime(timezone=True)),
    Column("removed_why", Text),
    CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_by"),
    CheckConstraint("removed_by <> named_by", name="another"),
    Index("uq_account_holder_account_id", "account_id", unique=True, postgresql_where="removed_at IS NULL"),
    Index(None, "account_id"),
    Index(None, "person_id"),
    comment="which persons the holders of accounts for work are",
)

SIGN_IN_DELAY = Table(
    "sign_in_delay",
    METADATA,
    Column("name_hash", LargeBinary, primary_key=True, comment="keyed, of a user name as typed; empty: any"),
    Column("address", Text, primary_key=True, comment="network address; empty: any"),
    Column("failed_count", Integer, nullable=False, comment="since a success, or an hour without a failure"),
    Column("retry_at", DateTime(timezone=True), nullable=False, comment="before that no attempt is looked at"),
    Column("succeeded_at", DateTime(timezone=True), comment="the last sign-in"),
    comment="failed sign-ins, and how long the next has to wait",
)

USED_ONCE = Table(
    "used_once",
    METADATA,
    Column("digest", LargeBinary, primary_key=True, comment="SHA-256"),
    Column("until", DateTime(timezone=True), nullable=False, comment="from then on it is refused for its age"),
    Index(None, "until"),
    comment="states of sign-ins at external issuers and ids of assertions that were used",
)

# Kept by the room issuers; here, since a reset of the account ends them.
BINDING = Table(
    "issuer_binding",
    METADATA,
    Column("binding_id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("issuer", Text, nullable=False, comment="`iss`, an address"),
    Column("subject_hash_a", LargeBinary, comment="keyed, of issuer and subject; null without this key"),
    Column("subject_hash_b", LargeBinary, comment="the same under the other key"),
    Column("subject_sealed", LargeBinary, nullable=False, comment="what the issuer calls him"),
    Column("wrapped_key", LargeBinary, nullable=False, comment="data key, wrapped by the master key"),
    Column("bound_at", DateTime(timezone=True), nullable=False),
    Column("bound_by", Uuid, nullable=False, comment="account"),
    Column("confirmed_at", DateTime(timezone=True), comment="by the account's holder; before that it admits nobody"),
    CheckConstraint("subject_hash_a IS NOT NULL OR subject_hash_b IS NOT NULL", name="subject_hash"),
    Index("uq_issuer_binding_account_id_issuer", "account_id", "issuer", unique=True),
    Index("uq_issuer_binding_subject_hash_a", "subject_hash_a", unique=True),
    Index("uq_issuer_binding_subject_hash_b", "subject_hash_b", unique=True),
    comment="subjects of external issuers that accounts are signed in by",
)
