"""What a snapshot stands on, and whether that is enough to publish it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from services.reporting.snapshots.parameters import TOPICS
from shared.refusal import Conflict, FieldFault

# The bound at which grants are not vouched for either: a consumer measures every few seconds.
SILENT_AFTER_SECONDS = 60


class TopicState(msgspec.Struct, frozen=True, kw_only=True):
    """How far reporting had read one topic when a snapshot was frozen.

    `positions`: the next offset of each partition. `lag`: events not yet counted when that was last measured.
    `seconds_behind`: whatever stood in the topic so long ago is counted. Both are None when it was never measured.
    `given_up`: what an operator discarded or skipped; `missed_types`: types of event that an older release skipped.
    Neither was asked for before it was counted, so both are 0 in older snapshots.
    """

    topic: str
    positions: Mapping[int, int]
    lag: int | None
    seconds_behind: float | None
    parked_keys: int
    breaker_open: bool
    last_event_id: UUID | None
    last_event_at: datetime | None
    given_up: int = 0
    missed_types: int = 0


class Basis(msgspec.Struct, frozen=True):
    """The topics that the figures and the network are learned from, in order."""

    topics: tuple[TopicState, ...]

    @property
    def missing(self) -> tuple["Missing", ...]:
        """Why a snapshot on this basis is provisional; nothing when it is final."""
        return tuple(Missing(state, lack) for state in self.topics for lack in LACKS if lack.found_in(state))

    def known_before(self, counted_at: datetime) -> datetime:
        """What was counted on this basis by somebody who began at `counted_at` was recorded before this instant."""
        counted = [topic.last_event_at for topic in self.topics if topic.last_event_at]
        return max([counted_at, *counted]) + timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Lack:
    """A way in which a topic may not be complete; the sentences are filled from its state, and `of` by its name."""

    code: str
    zh: str
    en: str
    found_in: Callable[[TopicState], bool]


@dataclass(frozen=True, slots=True)
class Missing:
    """A lack, and the topic that has it."""

    state: TopicState
    lack: Lack

    @property
    def fault(self) -> FieldFault:
        facts, topic = msgspec.structs.asdict(self.state), TOPICS[self.state.topic]
        zh, en = self.lack.zh.format_map(facts | {"of": topic.zh}), self.lack.en.format_map(facts | {"of": topic.en})
        return FieldFault("for_publication", self.lack.code, zh, en)


LACKS: tuple[Lack, ...] = (
    Lack(
        "worker-silent",
        "统计进程超过一分钟没有确认{of}已读完。",
        "For more than a minute no worker has said that it stands at the end of {of}.",
        lambda state: state.seconds_behind is None or state.seconds_behind > SILENT_AFTER_SECONDS,
    ),
    Lack("lagging", "{of}还有{lag}条事件未计入。", "{lag} events of {of} are not counted yet.",
         lambda state: bool(state.lag)),
    Lack("keys-parked", "{of}有{parked_keys}个对象的事件被搁置。",
         "Events of {parked_keys} keys of {of} are parked.", lambda state: state.parked_keys > 0),
    Lack("given-up", "{of}有{given_up}处事件已被放弃或跳过。",
         "Events of {of} were discarded or skipped, {given_up} times.", lambda state: state.given_up > 0),
    Lack("types-missed", "{of}有{missed_types}类事件曾被旧版本跳过，统计须先重建。",
         "{missed_types} types of event of {of} were skipped by an older release; the figures are to be rebuilt.",
         lambda state: state.missed_types > 0),
    Lack("breaker-open", "{of}的读取已因错误过多而停止。", "{of} is not read on, for too much of it failed.",
         lambda state: state.breaker_open),
)  # fmt: skip


class SnapshotProvisional(Conflict):
    """The fields say what is missing."""

    code = "snapshot-provisional"
    zh = "统计数据目前不完整，不能为发布而冻结，原因见各项；局领导说明理由的除外。"
    en = (
        "The figures are not complete now and cannot be frozen for publication; the fields tell why."
        " A bureau leader may do it with a reason."
    )


def reason_to_publish(basis: Basis, *, leads: bool, reason: str | None) -> str | None:
    """What to keep beside a snapshot for publication: a leader's reason when it is provisional, else nothing.

    Raises `SnapshotProvisional`.
    """
    missing = basis.missing
    if not missing:
        return None
    if not leads or reason is None:
        raise SnapshotProvisional(fields=[each.fault for each in missing])
    return reason
