"""What stands in a briefing note, and who issues it (pure)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec

from services.reporting.briefings.parameters import WORD
from services.reporting.bulletins.domain.content import Trend, Value
from services.reporting.paper_forms.domain.editions import InEditions
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, faults, refuse
from shared.rule import field as of_field


class BriefingNotFound(NotFound):
    code = "briefing-not-found"
    zh = "没有这份简报。"
    en = "There is no such briefing note."


class BriefingChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "briefing-changed"
    zh = "该简报在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the briefing note meanwhile. Look at how it stands now, then send it again."


class BriefingHasNothingToIssue(Conflict):
    """The last edition is issued."""

    code = "briefing-nothing-to-issue"
    zh = "该简报已印发，没有待印发的更正。"
    en = "The briefing note is issued; no correction waits to be."


class BriefingWithdrawn(Conflict):
    """It was given up before any edition of it was issued."""

    code = "briefing-withdrawn"
    zh = "该简报已撤回，不能再修改、印发；仍需要的，另行起草。"
    en = "The briefing note was withdrawn, and is neither changed nor issued; draft another."


class BriefingIsProvisional(Conflict):
    """Something was missing when its figures were counted."""

    code = "briefing-provisional"
    zh = "统计时仍有事件未计入，不能印发；请打开“修改”重新保存一次。"
    en = "Events were missing when it was counted, so it cannot be issued. Save it once more."


class OwnBriefing(Forbidden):
    """Whoever wrote it does not issue it."""

    code = "own-briefing"
    zh = "本人起草、修改（含代行）的简报，须由他人印发。"
    en = "Who wrote it, or stands in for who did, does not issue it: somebody else does."


class BriefingInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "briefing-invalid"
    zh = "简报有误，原因见各字段。"
    en = "The briefing note is wrong; the fields tell why."


class Counted(msgspec.Struct, frozen=True):
    """The county's figures before the first day and at the end of the last one, and their course up to it.

    `provisional`: events were missing.
    """

    values: tuple[Value, ...]
    trends: tuple[Trend, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class EditionContent:
    """What people say in an edition: about what, of which days, with which figures, why it is corrected."""

    subject: str
    first_on: date
    last_on: date
    figures: tuple[str, ...]
    text: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Briefing(InEditions):
    """A briefing note; what it says stands in its editions."""

    CHANGED, NOTHING_TO_ISSUE, OWN = BriefingChanged, BriefingHasNothingToIssue, OwnBriefing
    WITHDRAWN = BriefingWithdrawn

    briefing_id: UUID
    org_code: str
    org_path: str
    word: str = field(default=WORD, kw_only=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an edition is judged on. `corrects`: one is issued already."""

    said: EditionContent
    today: date
    corrects: bool


_SOURCE = "the county's rules of briefing notes (简报制度)"
RULES: tuple[Rule[Facts], ...] = (
    Rule("period-reversed", _SOURCE, ALWAYS,
         "末日早于首日。", "The last day lies before the first one.",
         of_field("last_on", lambda facts: facts.said.first_on <= facts.said.last_on)),
    Rule("period-to-come", _SOURCE, ALWAYS,
         "末日尚未到来。", "The last day has not come.",
         of_field("last_on", lambda facts: facts.said.last_on <= facts.today)),
    Rule("correction-unexplained", _SOURCE, ALWAYS,
         "更正已印发的简报，须写明原因。", "What is issued is corrected with a reason.",
         of_field("reason", lambda facts: not facts.corrects or bool(facts.said.reason))),
)  # fmt: skip


def is_possible(facts: Facts) -> bool:
    """Whether no rule is broken."""
    return not faults(RULES, facts, on=facts.today)


def must_be_possible(facts: Facts) -> None:
    """Raises `BriefingInvalid` naming every broken rule."""
    refuse(BriefingInvalid, RULES, facts, on=facts.today)
