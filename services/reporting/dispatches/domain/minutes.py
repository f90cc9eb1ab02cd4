"""What stands in the minutes of a week, and who issues them or gives them up (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from services.reporting.dispatches.parameters import WORD
from services.reporting.paper_forms.domain.editions import InEditions
from shared.calendar.periods import Week
from shared.language import Text
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field


class DispatchNotFound(NotFound):
    code = "dispatch-not-found"
    zh = "没有这份周调度纪要。"
    en = "There are no such minutes of a weekly dispatch."


class DispatchChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "dispatch-changed"
    zh = "该纪要在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the minutes meanwhile. Look at how they stand now, then send it again."


class DispatchExists(Conflict):
    code = "dispatch-exists"
    zh = "{week_zh}的周调度已有纪要。"
    en = "There are minutes of the weekly dispatch of {week_en} already."


class NothingToIssue(Conflict):
    """The last edition is issued."""

    code = "dispatch-nothing-to-issue"
    zh = "该纪要已印发，没有待印发的更正。"
    en = "The minutes are issued; no correction waits to be."


class NotInDraft(Conflict):
    """What is issued changes by a new edition alone."""

    code = "dispatch-not-in-draft"
    zh = "该纪要已印发；需要增减任务的，请先起草更正。"
    en = "The minutes are issued. Draft a correction first, then change the tasks."


class DispatchWithdrawn(Conflict):
    """They were given up before any edition of them was issued."""

    code = "dispatch-withdrawn"
    zh = "该纪要已撤回，不能再修改、印发；仍需要的，另行起草。"
    en = "The minutes were withdrawn, and are neither changed nor issued; draft others."


class OwnMinutes(Forbidden):
    """Whoever drafted them does not issue them."""

    code = "own-dispatch"
    zh = "本人起草（含代行）的纪要，须由他人印发。"
    en = "Who drafted them, or stands in for who did, does not issue them: somebody else does."


class TaskDaysOver(Conflict):
    """No unit gets a task that is overdue when it is told."""

    code = "dispatch-task-days-over"
    zh = "有{tasks}项拟派任务的期限已过，请删去或者重新拟派后再印发。"
    en = "{tasks} planned tasks were due before today. Drop them or plan them anew, then issue the minutes."


class TaskUnitsClosed(Conflict):
    """No task is told to a unit that nobody acts for any more; a planned one keeps no unit open."""

    code = "dispatch-task-units-closed"
    zh = "拟派任务的承办机构已撤销：{units}。请删去这些任务或者改派其他机构后再印发。"
    en = "Tasks are planned for units that are closed: {units}. Drop them or plan them for others, then issue."


class DispatchInvalid(Invalid):
    """`fields` says what is wrong with them."""

    code = "dispatch-invalid"
    zh = "纪要有误，原因见各字段。"
    en = "The minutes are wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Minutes:
    """What one edition says. `present`, `absent`: codes of units."""

    held_on: date
    chaired_by: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    topics: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Dispatch(InEditions):
    """The minutes of a week."""

    CHANGED, NOTHING_TO_ISSUE, OWN = DispatchChanged, NothingToIssue, OwnMinutes
    WITHDRAWN = DispatchWithdrawn

    dispatch_id: UUID
    org_code: str
    org_path: str
    week: str
    first_on: date
    word: str = field(default=WORD, kw_only=True)

    def must_be_draft(self) -> None:
        """Raises `NotInDraft`."""
        if not self.is_draft:
            raise NotInDraft

    def as_told(self) -> Self:
        """How issued minutes stand for the units: what waits or was given up, and each change, is the centre's."""
        return replace(self, edition=self.issued, withdrawn=0, version=self.issued)


@dataclass(frozen=True, slots=True)
class Facts:
    """What minutes are judged on. `known`: the codes of units that stand on the day of the meeting; `corrects`: an
    edition is issued already."""

    minutes: Minutes
    week: Week
    today: date
    known: frozenset[str]
    corrects: bool


def _unknown(codes: Iterable[str], known: frozenset[str]) -> bool:
    return not set(codes) <= known


def week_in_words(code: str) -> Text:
    """What people call a week: 2019年第18周（4月29日至5月5日）."""
    week = Week.read(code)
    days = f"{week.first} – {week.last}"
    return Text(f"{week.zh}（{week.days_zh}）", f"week {week.number} of {week.year} ({days})")


_SOURCE = "the county's rules of the weekly dispatch (周调度制度)"
RULES: tuple[Rule[Facts], ...] = (
    Rule("held-before-week", _SOURCE, ALWAYS,
         "召开日期早于所调度的一周。", "It was held before the week that it is about.",
         of_field("held_on", lambda facts: facts.minutes.held_on >= facts.week.first)),
    Rule("held-in-future", _SOURCE, ALWAYS,
         "召开日期尚未到来。", "The day on which it was held has not come.",
         of_field("held_on", lambda facts: facts.minutes.held_on <= facts.today)),
    Rule("present-unknown", _SOURCE, ALWAYS,
         "有当日不存在的机构代码。", "A unit did not stand that day.",
         of_field("present", lambda facts: not _unknown(facts.minutes.present, facts.known))),
    Rule("absent-unknown", _SOURCE, ALWAYS,
         "有当日不存在的机构代码。", "A unit did not stand that day.",
         of_field("absent", lambda facts: not _unknown(facts.minutes.absent, facts.known))),
    Rule("present-and-absent", _SOURCE, ALWAYS,
         "同一机构不能既参加又缺席。", "A unit was present or absent, not both.",
         of_field("absent", lambda facts: not set(facts.minutes.present) & set(facts.minutes.absent))),
    Rule("correction-unexplained", _SOURCE, ALWAYS,
         "更正已印发的纪要，须写明原因。", "What is issued is corrected with a reason.",
         of_field("reason", lambda facts: not facts.corrects or bool(facts.minutes.reason))),
)  # fmt: skip


def must_be_possible(facts: Facts) -> None:
    """Raises `DispatchInvalid` naming every broken rule."""
    refuse(DispatchInvalid, RULES, facts, on=facts.today)
