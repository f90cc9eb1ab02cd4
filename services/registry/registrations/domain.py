"""Who is asked before somebody is registered, and where a registration then stands (pure)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from services.registry.network.domain import UnitKind
from services.registry.registrations.parameters import REASONS_FOR
from services.registry.veterans.domain.standing import FileState
from shared.approval import Chain, Opinion, OpinionNotDue, Outcome, Turn, agreeing
from shared.approval.levels import levels_of
from shared.auth.caller import Caller
from shared.refusal import Conflict, NotFound, Stale


class RegistrationNotFound(NotFound):
    """No registration has this id, or none that the caller may know of."""

    code = "registration-not-found"
    zh = "没有这项登记申请。"
    en = "There is no such registration."


class RegistrationChanged(Stale):
    """Somebody said something, or handed in anew, after it was shown."""

    code = "registration-changed"
    zh = "该登记在您办理期间已有新的意见或者重新提交，请核对最新情况后再办理。"
    en = "The registration was handed in anew or decided on meanwhile. Look at how it stands now."


class RegistrationIsOver(Conflict):
    """Whoever is registered is no longer an applicant."""

    code = "registration-is-over"
    zh = "不能撤回，因为该登记已办结。"
    en = "The registration cannot be withdrawn: it is over."


class KnownByAnotherNumber(Conflict):
    """R1: others know the person of a form by the number that it had; as what, is not told."""

    code = "known-by-another-number"
    zh = "不能更改身份证号，因为该人员已按原号码另有登记。号码填错的，请撤回后按正确的号码重新登记。"
    en = (
        "The number cannot be changed: by the one before, the person is recorded as something else too."
        " If it was typed wrong, withdraw the registration and hand it in anew with the right one."
    )


CHAIN = Chain((UnitKind.ROOM, UnitKind.STATION, UnitKind.CENTRE), REASONS_FOR)
WAITING: Mapping[UnitKind, FileState] = {
    UnitKind.ROOM: FileState.DRAFT,
    UnitKind.STATION: FileState.SUBMITTED,
    UnitKind.CENTRE: FileState.STATION_VERIFIED,
}
UNDER_WAY = frozenset(WAITING.values())


def handing_in(caller: Caller, org_path: str, opinions: Sequence[Opinion], now: datetime) -> Opinion:
    """Who hands in agrees for his level: the highest that he speaks for; of what is under way, that whose turn it is,
    or else that which spoke last. Raises `OpinionNotDue`."""
    levels, turn = levels_of(caller, org_path), CHAIN.turn(opinions)
    if opinions and turn.outcome is None:
        levels = [level for each in (opinions[-1].step, turn.waits_for) for level in levels if level == each]
    if not levels:
        raise OpinionNotDue
    return agreeing(caller, levels[-1], now)


def must_be_under_way(state: str) -> None:
    """Raises `OpinionNotDue`."""
    if state not in UNDER_WAY:
        raise OpinionNotDue


def open_to(
    caller: Caller, state: str, org_path: str, opinions: Sequence[Opinion], now: datetime, *, is_readable: bool
) -> frozenset[str]:
    """What the caller may do with a registration that stands so: decide, submit (anew), withdraw; `own` where the level
    whose turn it is must be spoken for by another person."""
    if not is_readable:
        return frozenset()
    steps = set()
    if state in UNDER_WAY and (waits_for := CHAIN.turn(opinions).waits_for) in levels_of(caller, org_path):
        opinion = agreeing(caller, str(waits_for), now)
        steps.add(_step_of(opinions, opinion, "submit" if waits_for is UnitKind.ROOM else "decide"))
    if state in UNDER_WAY | {FileState.REFUSED} and levels_of(caller, org_path):
        steps.add("withdraw")
    if state in UNDER_WAY | {FileState.REFUSED, FileState.WITHDRAWN}:
        with suppress(OpinionNotDue):
            steps.add(_step_of(opinions, handing_in(caller, org_path, opinions, now), "submit"))
    return frozenset(steps)


def _step_of(opinions: Sequence[Opinion], opinion: Opinion, step: str) -> str:
    return "own" if CHAIN.is_for_another(opinions, opinion) else step


def state_after(turn: Turn) -> FileState:
    """Where the record stands then."""
    if turn.waits_for is not None:
        return WAITING[UnitKind(turn.waits_for)]
    return FileState.REGISTERED if turn.outcome is Outcome.AGREE else FileState.REFUSED


def must_be_withdrawable(state: str) -> None:
    """Raises `RegistrationIsOver`."""
    if state not in UNDER_WAY | {FileState.REFUSED}:
        raise RegistrationIsOver
