"""What one person proposes and another decides: confirmed or refused by the second, taken back by the first. Pure."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.auth.hands import Hands, are_of
from shared.language import Named
from shared.refusal import Conflict, Forbidden, NotFound

IS_OPEN = (Named("true", "待确认", "open"), Named("false", "已有结果", "decided"))
# Of a list: what it is the reader's turn to decide on.
WHOSE = (Named("true", "待我办理", "waiting for me"),)


class ProposalNotFound(NotFound):
    """No proposal has this id, or none that the caller may know of, or take back."""

    code = "proposal-not-found"
    zh = "没有这项提议。"
    en = "There is no such proposal."


class ProposalDecided(Conflict):
    """It was confirmed, refused or withdrawn before."""

    code = "proposal-decided"
    zh = "该提议已有结果，不能再确认、驳回或撤回。"
    en = "The proposal was confirmed, refused or withdrawn already."


class ProposalOpen(Conflict):
    """One at a time."""

    code = "proposal-open"
    zh = "同一事项已有提议，正等待确认。"
    en = "The same is proposed already and waits to be confirmed."


class ProposedByOneself(Forbidden):
    """Who proposed it does not decide it, nor does who stands in for him, nor for whom he stood in with it: who lends a
    role and who it is lent to are one."""

    code = "proposed-by-oneself"
    zh = "提出人、代其行使职责的人和委托其提出的人不能确认或驳回该提议，须由另一人核对后办理。"
    en = (
        "Who proposed it cannot confirm or refuse it, nor can who stands in for him, nor whom he stood in for: a second"
        " person must, who has looked for himself."
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposed it, for whom he stood in with it, and how it ended; `outcome` None: open."""

    proposal_id: UUID
    proposed_by: UUID
    outcome: str | None
    proposed_for: UUID | None = field(kw_only=True)

    def must_be_open(self) -> None:
        """Raises `ProposalDecided`."""
        if self.outcome is not None:
            raise ProposalDecided

    def must_be_anothers(self, hands: Hands) -> None:
        """`hands`: of whoever decides. Raises `ProposedByOneself`."""
        if are_of(hands, (self.proposed_by, self.proposed_for)):
            raise ProposedByOneself

    def must_be_of(self, account_id: UUID) -> None:
        """To be taken back. Raises `ProposalNotFound`."""
        if account_id != self.proposed_by:
            raise ProposalNotFound
