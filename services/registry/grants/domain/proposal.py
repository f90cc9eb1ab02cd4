"""Proposals of grants: what one person proposes, another confirms, and a puppet is no other person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from services.registry.accounts.domain.account import Kind
from services.registry.grants.domain.grant import Period, ProposedGrant
from services.registry.grants.parameters import PROPOSED_BY, SECOND_PERSON, Ground
from shared.approval.proposal import ProposalDecided
from shared.auth.caller import Caller, Grant
from shared.auth.permissions import permission
from shared.auth.roles import Role
from shared.refusal import Conflict, Forbidden


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class GrantToOneself(Forbidden):
    """Nobody widens his own rights, an administrator least of all."""

    code = "grant-to-oneself"
    zh = "不能给自己授权，也不能确认给自己的授权。"
    en = "Nobody proposes or confirms a grant for himself."


class SecondPersonNeeded(Forbidden):
    """Who proposed it cannot confirm it."""

    code = "second-person-needed"
    zh = "提出人不能确认自己的提议，须由另一人确认。"
    en = "Who proposed it cannot confirm it: a second person must."


class OpenedByTheOther(Forbidden):
    """An account that one of them opened may be his puppet."""

    code = "opened-by-the-other"
    zh = "账号由其中一人开立的，该人不能参与其授权，须由其他人提出和确认。"
    en = "One of these accounts was opened by another of them; who opened an account takes no part in what it is given."


class NotTheSecondPerson(Forbidden):
    """The caller's role or unit does not make him the one who confirms this."""

    code = "not-the-second-person"
    zh = "该授权须由所辖机构的{second_zh}确认。"
    en = "This grant is confirmed by {second_en} whose own grant covers its unit."


class RoleIsLent(Forbidden):
    """What was lent for days must not make anything for ever."""

    code = "role-is-lent"
    zh = "受委托或应急取得的角色不能确认、驳回授权，不能解除禁止、核实账号本人、复核应急授权，请由正式任命的人员办理。"
    en = (
        "A role that one holds by delegation or in an emergency confirms or refuses no grant, lifts no denial,"
        " confirms no hand-over and reviews no emergency; somebody appointed does."
    )


class ProposalExpired(Conflict):
    """What it would give has ended before it began."""

    code = "proposal-expired"
    zh = "不能确认，因为提议的截止时间已过。请驳回；仍需要的，请提出人重新提出。"
    en = "It was proposed until {valid_until}, which is over. Refuse it; if it is needed still, it is proposed anew."


class ProposerMayNoLonger(Conflict):
    """A proposal does not outlive the right to make it."""

    code = "proposer-may-no-longer"
    zh = "不能确认，因为提出人的账号已停用，或提出人已无权提出。请驳回，由有权人员重新提出。"
    en = (
        "Who proposed it may do so no longer: his account is disabled, or his own grant has ended. Refuse it, and have"
        " somebody propose it anew who may."
    )


@dataclass(frozen=True)
class Party:
    """Somebody who takes part in a grant. `opened_by`: who opened the account, None at the setup; `person_id`: whose
    own affairs it is for."""

    account_id: UUID
    opened_by: UUID | None
    kind: Kind = Kind.PERSON
    person_id: UUID | None = None


@dataclass(frozen=True)
class Proposal:
    """A grant that waits for its second person, or how that ended. `valid_from` None: from its confirmation on;
    `proposed_for`: whom `proposed_by` stood in for."""

    grant_id: UUID
    account_id: UUID
    role: Role
    org_path: str
    ground: Ground
    purpose: str
    valid_from: datetime | None
    valid_until: datetime | None
    proposed_by: UUID
    proposed_for: UUID | None
    outcome: str | None
    decided_at: datetime | None

    def confirmed_at(self, now: datetime) -> ProposedGrant:
        """What it gives when it is confirmed now: never for the time before."""
        period = Period(max(self.valid_from or now, now), self.valid_until)
        return ProposedGrant(self.account_id, self.role, self.org_path, period, self.ground)

    def must_be_in_time(self, now: datetime) -> None:
        """Raises `ProposalExpired`."""
        if self.valid_until is not None and self.valid_until <= now:
            raise ProposalExpired(valid_until=self.valid_until.isoformat(timespec="seconds"))

    def must_be_open(self) -> None:
        """Raises `ProposalDecided`."""
        if self.outcome is not None:
            raise ProposalDecided


def check_parties(holder: Party, *others: Party) -> None:
    """All are different persons, and nobody is another's puppet. Raises `GrantToOneself`, `SecondPersonNeeded`,
    `OpenedByTheOther`."""
    if any(other.account_id == holder.account_id for other in others):
        raise GrantToOneself
    if len({other.account_id for other in others}) < len(others):
        raise SecondPersonNeeded
    for one, other in combinations((holder, *others), 2):
        if one.opened_by == other.account_id or other.opened_by == one.account_id:
            raise OpenedByTheOther


def check_proposer(proposal: Proposal, grants: Iterable[Grant]) -> None:
    """`grants` are those in force of who proposed it; an emergency may be asked for beyond one's own units. Raises
    `ProposerMayNoLonger`."""
    may = permission(PROPOSED_BY[proposal.ground]).roles
    proposer = Caller(proposal.proposed_by, tuple(grant for grant in grants if grant.role in may))
    reaches = proposal.ground is Ground.EMERGENCY or proposer.covers(proposal.org_path)
    if not proposer.grants or not reaches:
        raise ProposerMayNoLonger


def check_second_person(proposal: Proposal, own: Collection[Role], *, lent: Collection[Role] = ()) -> None:
    """The caller's roles for the unit: his own, and those lent to him. Raises `ProposalDecided`, `RoleIsLent`,
    `NotTheSecondPerson`."""
    proposal.must_be_open()
    second = SECOND_PERSON[proposal.ground]
    if second.roles & set(own):
        return
    if second.roles & set(lent):
        raise RoleIsLent
    raise NotTheSecondPerson(second_zh=second.zh, second_en=second.en)
