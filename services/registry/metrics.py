"""What the registry counts besides what every service does."""

from prometheus_client import Counter, Histogram

SIGN_INS_TOTAL = Counter(
    "registry_sign_ins_total",
    "Sign-ins by outcome: admitted, or refused (a wrong password, an unknown user, an assertion that does not hold).",
    ["outcome"],
)
PASSWORD_CHECK_SECONDS = Histogram(
    "registry_password_check_seconds",
    "One argon2 hash or check, waiting for a free thread included.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),  # one check on a free core to a queue that an attack has built up
)
IMPORT_ROWS_TOTAL = Counter(
    "registry_import_rows_total",
    "Rows of imports by outcome: accepted, proposed (in a rehearsal too), duplicate, ambiguous, rejected.",
    ["outcome"],
)
NOTICES_TOTAL = Counter(
    "registry_notices_total",
    "Notices of other systems taken in, by sender and by match: matched, ambiguous, unmatched, unreadable.",
    ["sender", "match"],
)
