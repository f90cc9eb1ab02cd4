"""How many keys a machine has, for how long, and what is accepted of an assertion."""

from datetime import timedelta

MOST_KEYS = 2
"""One, and beside it the one that takes its place."""

LONGEST = timedelta(days=366)
"""A machine's key lasts a year at most (access of machines, docs/rules.md)."""

MOST_ADDRESSES = 16

ASSERTION_LIFETIME = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)
