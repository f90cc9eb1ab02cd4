"""Merging two files of one person, and undoing it: what one person proposes, another confirms. Pure."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.merges.parameters import Kind
from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid


class SurvivorInvalid(Invalid):
    """`fields` says what is wrong with the file that is to go on."""

    code = "survivor-invalid"
    zh = "保留的档案有误，原因见各字段。"
    en = "The file that is to go on is wrong; the fields tell why."


class StatesDiffer(Conflict):
    """A merge says nothing of a death, nor of a move to another county."""

    code = "states-differ"
    zh = "不能合并，因为两份档案中只有一份登记了死亡或迁出。请先在另一份上同样登记，或撤销有误的登记。"
    en = (
        "Only one of the two files has a death, or a move to another county, recorded."
        " Record it in the other first, or revoke it where it is wrong."
    )


class MergedHoldsRoles(Conflict):
    """Terms are of a file: whoever goes on in one role, or team, would hold it twice."""

    code = "merged-holds-roles"
    zh = (
        "不能合并，因为被并入的档案还有{count}项未终止的社会身份、未退出的志愿者团队。"
        "请先终止，需要的在保留的档案上另行登记。"
    )
    en = (
        "The file to be merged still holds {count} roles and places in volunteer teams. End them first, and record in "
        "the other what goes on."
    )


class MergedIsApplicant(Conflict):
    """One person is an applicant once, and never while the other file says that he is a member (C4)."""

    code = "merged-is-applicant"
    zh = "不能合并，因为被并入的档案有在办的入党申请。请先终止，需要的在保留的档案上另行登记。"
    en = "The file to be merged has an open application to join the Party. End it; record it in the other if need be."


class NotMerged(Conflict):
    """Nothing to undo."""

    code = "not-merged"
    zh = "这两份档案没有合并，无需撤销。"
    en = "The two files are not merged."


class SurvivorIsMerged(Conflict):
    """What was merged last is undone first."""

    code = "survivor-is-merged"
    zh = "不能撤销，因为保留的档案后来又并入了另一份档案。请先撤销后一次合并。"
    en = "The file that went on was merged into another since. Undo that first."


@dataclass(frozen=True, slots=True)
class MergeProposal(Proposal):
    """What is to be done with a pair, and how that ended."""

    suspicion_id: UUID
    kind: Kind
    surviving_id: UUID
    merged_id: UUID
    reason: str
    document: str

    def must_keep(self, chosen: UUID) -> None:
        """The second person says by himself which file goes on. Raises `SurvivorInvalid`."""
        if chosen != self.surviving_id:
            raise SurvivorInvalid(
                fields=[_fault("chosen-otherwise", "与提出的不一致，请核对。", "Not the file that was proposed.")]
            )


def merged_of(pair: tuple[UUID, UUID], surviving_id: UUID) -> UUID:
    """The other of the two. Raises `SurvivorInvalid`."""
    if surviving_id not in pair:
        raise SurvivorInvalid(
            fields=[_fault("not-of-the-pair", "不是这两份档案之一。", "This is neither of the two files.")]
        )
    return pair[0] if surviving_id == pair[1] else pair[1]


def must_agree(surviving: str, merged: str) -> None:
    """Of two registered files, both of somebody living here, or elsewhere, or both dead. Raises `StatesDiffer`."""
    if surviving != merged:
        raise StatesDiffer


def _fault(code: str, zh: str, en: str) -> FieldFault:
    return FieldFault("surviving_id", code, zh, en)
