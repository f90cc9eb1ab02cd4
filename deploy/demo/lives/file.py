"""What is known of one file after each act, and on which days it counts: reckoned from the acts alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar

from deploy.demo.lives import acts

V = TypeVar("V")
Since = tuple[tuple[date, V], ...]  # in order: what holds from a day on


@dataclass(frozen=True, slots=True)
class File:
    """`places` and `memberships` begin with the registration; both are empty before it. A place is None while somebody
    lives in another county."""

    places: Since[str | None] = ()
    memberships: Since[bool] = ()
    died_on: date | None = None
    is_void: bool = False
    is_erased: bool = False
    is_merged: bool = False
    applied: acts.Apply | None = None

    @property
    def is_registered(self) -> bool:
        """Registered at all, and its own: whatever else is known."""
        return bool(self.places) and not self.is_merged

    @property
    def is_living(self) -> bool:
        return self.is_registered and not self.is_void and self.died_on is None and not self.is_away

    @property
    def is_away(self) -> bool:
        return bool(self.places) and self.places[-1][1] is None

    @property
    def moved_last(self) -> Literal["", "here", "beyond"]:
        """Whether the last move, if there was any, was within the county or beyond it."""
        if len(self.places) < 2:
            return ""
        return "here" if all(room for _, room in self.places[-2:]) else "beyond"

    @property
    def registered_on(self) -> date:
        return self.places[0][0]

    @property
    def room(self) -> str:
        """The responsible one by now, or the last that was."""
        return next(room for _, room in reversed(self.places) if room)

    @property
    def member(self) -> bool:
        return self.memberships[-1][1]

    @property
    def changed_on(self) -> date:
        """The latest day of which something is known that a death may not precede."""
        changes = [day for (day, now), (_, before) in zip(self.memberships[1:], self.memberships, strict=False)
                   if now != before]  # fmt: skip
        return max([self.registered_on, *changes, *(day for day, _ in self.places[1:])])

    def room_on(self, day: date) -> str | None:
        """Where it counts on a day, if anywhere."""
        if not self.is_registered or self.is_void or day < self.registered_on:
            return None
        if self.died_on is not None and day >= max(self.died_on, self.registered_on):
            return None
        return _at(self.places, day)

    def is_gone_on(self, day: date) -> bool:
        """Whether whoever served in something serves no more: dead, in another county, or never to be registered."""
        since = [self.died_on, self.places[-1][0] if self.is_away else None]
        return self.is_void or any(each is not None and day >= each for each in since)

    def is_member_on(self, day: date) -> bool:
        """Asked of days on which it counts."""
        return _at(self.memberships, day)


def after(file: File, act: acts.Act, today: date) -> File:
    """What is known once the act has been recorded."""
    follows = _FOLLOWS.get(type(act))
    return follows(file, act, today) if follows else file


def _applied(file: File, act: acts.Apply, today: date) -> File:
    file = replace(file, applied=act)
    return _registered(file, today) if act.level == "centre" else file


def _registered(file: File, today: date) -> File:
    applied = file.applied
    if applied is None:
        raise ValueError("nobody is registered who did not apply")
    on = applied.stated_on or today
    return replace(file, places=((on, applied.room),), memberships=((on, applied.member),))


def _said(timeline: Since[V], since: date, value: V) -> Since[V]:
    """Whatever was said of later days is no longer so."""
    return (*(each for each in timeline if each[0] < since), (since, value))


def _at(timeline: Sequence[tuple[date, V]], day: date) -> V:
    return next(value for since, value in reversed(timeline) if since <= day)


# By kind of act; what is not named changes nothing that figures are of.
_FOLLOWS: Mapping[type[acts.Act], Callable[[File, Any, date], File]] = {
    acts.Apply: _applied,
    acts.Opine: lambda file, act, today: _registered(file, today) if act.registers else file,
    acts.Die: lambda file, act, _: replace(file, died_on=act.on),
    acts.RevokeDeath: lambda file, _act, _: replace(file, died_on=None),
    acts.Move: lambda file, act, _: replace(file, places=(*file.places, (act.on, act.room))),
    acts.RevokeMove: lambda file, _act, _: replace(file, places=file.places[:-1]),
    acts.Leave: lambda file, act, _: replace(file, places=(*file.places, (act.on, None))),
    acts.Return: lambda file, act, _: replace(file, places=(*file.places, (act.on, act.room))),
    acts.RevokeTransfer: lambda file, _act, _: replace(file, places=file.places[:-1]),
    acts.Join: lambda file, act, _: replace(
        file, memberships=_said(file.memberships, act.since or file.registered_on, act.member)
    ),
    acts.Deregister: lambda file, _act, _: replace(file, is_void=True),
    acts.RevokeDeregistration: lambda file, _act, _: replace(file, is_void=False),
    acts.Erase: lambda file, _act, _: replace(file, is_erased=True),
    acts.Merge: lambda file, _act, _: replace(file, is_merged=True),
    acts.Unmerge: lambda file, _act, _: replace(file, is_merged=False),
}
