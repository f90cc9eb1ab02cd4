"""Two files that may be one person's: open until somebody decides that they are two, which can be reopened. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from shared.language import Named
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class SuspicionState(StrEnum):
    """open → different, and back when that is reopened; open → merged, and back when that is undone."""

    OPEN = "open"
    DIFFERENT = "different"
    MERGED = "merged"


STATES = {
    SuspicionState.OPEN: Named("open", "待核查", "to be looked at"),
    SuspicionState.DIFFERENT: Named("different", "确为两人", "two persons"),
    SuspicionState.MERGED: Named("merged", "已合并", "merged"),
}


class SuspicionNotFound(NotFound):
    """No pair has this id."""

    code = "suspicion-not-found"
    zh = "没有这项疑似重复。"
    en = "There is no such suspicion."


class SuspicionChanged(Stale):
    """Somebody decided after it was shown."""

    code = "suspicion-changed"
    zh = "该项疑似重复已被他人处理，请核对最新情况。"
    en = "Somebody decided about the pair meanwhile. Look at how it stands now."


class SuspicionDecided(Conflict):
    """It waits for nobody."""

    code = "suspicion-decided"
    zh = "该项疑似重复已有结论；结论有误的，请先重新核查。"
    en = "It was decided already. If that was wrong, reopen it first."


class SuspicionOpen(Conflict):
    """Nothing was decided that could be reopened."""

    code = "suspicion-open"
    zh = "该项疑似重复正待核查，无需重新核查。"
    en = "The pair waits to be looked at; there is nothing to reopen."


class SuspectedAlready(Conflict):
    """One suspicion a pair."""

    code = "suspected-already"
    zh = "这两份档案已在疑似重复中；已认定为两人的，请在其中重新核查。"
    en = "The pair is among the suspected ones already. If it was decided, reopen it there."


class OneFile(Invalid):
    """`fields` names the id."""

    code = "one-file"
    zh = "不能登记，因为填写的是同一份档案。"
    en = "Both are the same file."


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A pair, in the order of the ids, and what was decided about it. `version` counts the events published."""

    suspicion_id: UUID
    person_id: UUID
    other_person_id: UUID
    state: SuspicionState
    version: int
    score: int
    grounds: tuple[str, ...]
    difference: str | None = None

    def must_be(self, version: int | None) -> None:
        """Raises `SuspicionChanged`."""
        if version not in {None, self.version}:
            raise SuspicionChanged

    def ruled_out(self, difference: str) -> "Suspicion":
        """They are two. Raises `SuspicionDecided`."""
        if self.state is not SuspicionState.OPEN:
            raise SuspicionDecided
        return replace(self, state=SuspicionState.DIFFERENT, difference=difference, version=self.version + 1)

    def reopened(self) -> "Suspicion":
        """Perhaps they are not. Raises `SuspicionOpen`."""
        if self.state is not SuspicionState.DIFFERENT:
            raise SuspicionOpen
        return replace(self, state=SuspicionState.OPEN, difference=None, version=self.version + 1)


def pair_of(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """In the order in which pairs are kept. Raises `OneFile`."""
    if one == other:
        raise OneFile(fields=[FieldFault("other_person_id", "one-file", "是同一份档案。", "This is the same file.")])
    return (one, other) if one < other else (other, one)
