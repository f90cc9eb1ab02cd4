"""Corrections of identities: what one person proposes on evidence, another confirms with the evidence before him."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.corrections.parameters import IdentityKind
from shared.approval.proposal import Proposal
from shared.refusal import FieldFault, Invalid


class TypedOtherwise(Invalid):
    """Whoever confirms reads the value from the document, not from the proposal."""

    code = "typed-otherwise"
    zh = "与提出的内容不一致，请对照证明材料核对；提出有误的，请驳回。"
    en = "Not what was proposed. Compare with the document; refuse the proposal where that is wrong."


@dataclass(frozen=True, slots=True)
class IdentityProposal(Proposal):
    """A correction of an identity, and how it ended."""

    person_id: UUID
    kind: IdentityKind
    evidence: str


def must_agree(typed: str, proposed: str) -> None:
    """Raises `TypedOtherwise`."""
    if typed != proposed:
        different = FieldFault("value", "typed-otherwise", "与提出的不一致。", "Not what was proposed.")
        raise TypedOtherwise(fields=[different])
