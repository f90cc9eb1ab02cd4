"""By whose hands something was done, where another person is to look at it: who lends a role and who it is lent to are
one person. Pure."""

from collections.abc import Collection, Iterable
from uuid import UUID

Hands = Collection[UUID]
"""Accounts of one person: whom he stands in for, where he does, and last his own (`Caller.hands`)."""


def joined(done_by: Iterable[UUID], hands: Hands) -> tuple[UUID, ...]:
    """Whoever did it so far, and these, who did it last."""
    return (*(each for each in done_by if each not in hands), *hands)


def are_of(hands: Hands, done_by: Iterable[UUID | None]) -> bool:
    """He is among those who did it, by himself or by who stood in for him, so another one looks at it."""
    return not set(hands).isdisjoint(done_by)
