"""How many keys a machine has, for how long, and what is accepted of an assertion."""

from datetime import timedelta

from services.registry.grants.parameters import MACHINE_LIFETIME

MOST_KEYS = 2
"""One, and beside it the one that takes its place."""

LONGEST = MACHINE_LIFETIME
"""A machine's key lasts as long as its grant at most (access of machines, docs/rules.md)."""

MOST_ADDRESSES = 16

ASSERTION_LIFETIME = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)
