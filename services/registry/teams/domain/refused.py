"""What is answered to who asks for what cannot be, about volunteer teams."""

from collections.abc import Iterable

from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class TeamNotFound(NotFound):
    code = "volunteer-team-not-found"
    zh = "没有这支志愿者团队。"
    en = "There is no such volunteer team."


class MembershipNotFound(NotFound):
    code = "team-membership-not-found"
    zh = "没有这次入队登记。"
    en = "There is no such record of somebody's time in a team."


class ActivityNotFound(NotFound):
    code = "team-activity-not-found"
    zh = "没有这次志愿服务活动。"
    en = "There is no such activity of a volunteer team."


class TeamChanged(Stale):
    """Somebody changed the team, or something of it, after it was shown."""

    code = "volunteer-team-changed"
    zh = "该团队的登记在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed this record of the team meanwhile. Look at how it stands now, then send it again."


class TeamIsOver(Conflict):
    code = "volunteer-team-is-over"
    zh = "该团队已于{ended_on}终止。"
    en = "The team ended on {ended_on}."


class TeamIsNotOver(Conflict):
    code = "volunteer-team-is-not-over"
    zh = "该团队没有终止。"
    en = "The team has not ended."


class TeamWithdrawn(Conflict):
    code = "volunteer-team-withdrawn"
    zh = "该团队登记有误，已经撤销。"
    en = "The team was recorded by mistake, and taken back."


class TeamInUse(Conflict):
    """What people did in it stays: a team that was one is ended, not taken back."""

    code = "volunteer-team-in-use"
    zh = "该团队有成员或活动登记，不能撤销登记；请先撤销这些登记，或者办理终止。"
    en = "The team has members or activities on record. Take these back first, or end the team."


class AlreadyInTeam(Conflict):
    code = "already-in-team"
    zh = "该人员在此期间已在该团队。"
    en = "The person is in the team in that time already."


class AlreadyTakenBack(Conflict):
    code = "team-record-taken-back"
    zh = "该登记已撤销。"
    en = "This record was taken back already."


class AlreadyLeft(Conflict):
    code = "already-left-team"
    zh = "该人员已于{left_on}退出该团队。"
    en = "The person left the team on {left_on}."


class MembershipInUse(Conflict):
    """Who took part in an activity was in the team that day."""

    code = "team-membership-in-use"
    zh = "该人员在此期间参加过{count}次活动，请先更正活动登记。"
    en = "The person took part in activities on days that would be left out ({count}); correct these first."


class TeamInvalid(Invalid):
    """`fields` says what is wrong."""

    code = "volunteer-team-invalid"
    zh = "不能这样登记，原因见各字段。"
    en = "It cannot be recorded like this; the fields tell why."


_FAULTS = {
    "in-future": ("日期晚于今天。", "The day lies in the future."),
    "before-team": ("日期早于团队成立日期。", "The day lies before the team was founded."),
    "after-team": ("团队在该日已终止。", "The team was over by that day."),
    "not-after": ("应晚于入队日期，且不晚于今天。", "Must be after the day of joining, today or before."),
    "after-gone": (
        "不能晚于本人死亡、迁出或被注销的日期。",
        "Must not be after the person died, left or was taken out of the register.",
    ),
    "after-members": (
        "晚于成员入队日期或活动日期，请先更正这些登记。",
        "Somebody joined, or something was done, before that day; correct that first.",
    ),
    "before-members": (
        "早于成员入队日期或活动日期，请先更正这些登记。",
        "Somebody joined, or something was done, after that day; correct that first.",
    ),
    "not-a-member": ("该人员当日不在该团队。", "The person was not in the team on that day."),
    "named-twice": ("同一人员填写了两次。", "The same person stands there twice."),
    "nobody": ("请填写至少一名参加人员的时长。", "Give the hours of at least one person."),
    "not-village": ("志愿者团队属于村，请填村服务室。", "A volunteer team is a village's: give a village's room."),
}


def fault(field: str, code: str) -> FieldFault:
    """What is wrong with a field."""
    return FieldFault(field, code, *_FAULTS[code])


def refuse(faults: Iterable[FieldFault | None]) -> None:
    """Raises `TeamInvalid` where there are any."""
    found = [each for each in faults if each is not None]
    if found:
        raise TeamInvalid(fields=found)
