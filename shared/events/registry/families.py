"""Families of veterans: who is what to whom, and since when."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.codes import CORRECTION_EVIDENCE, IDENTITY_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import FAMILY_RELATION, FAMILY_RELATION_END, FAMILY_RELATION_REVOCATION

RelationId = Annotated[UUID, Meta(description="one relation between two persons, UUIDv7 · 一项亲属关系的编号")]
RelativeId = Annotated[UUID, Meta(description="the relative, a person too, UUIDv7 · 亲属的人员编号")]
Relation = Annotated[str, FAMILY_RELATION.field("what the relative is to the veteran · 亲属是该退役军人的何人")]
Since = Annotated[
    CalendarDate | None, Meta(description="first day; null: as long as both have lived · 起始日，空为自始")
]
Until = Annotated[
    CalendarDate | None, Meta(description="first day on which it holds no longer; null: it holds · 终止日，空为存续")
]


class FamilyRelationRecorded(Event, frozen=True, kw_only=True):
    """Somebody is of a veteran's family, or was for a time: only relatives who count as family are recorded.

    Benefits finds by it who of a family may have what. Holds on a day D if it began on
    D or before and has not ended on D or before. Carries ids and codes, no name and no number.

    已登记退役军人的家庭成员，可含已终止的；只登记家属范围内的亲属。优待据此判断家属可享受的优待。
    存续期间含起始日，不含终止日。只含编号和代码，不含姓名和号码。
    """

    relation_id: RelationId
    person_id: PersonId
    relative_person_id: RelativeId
    org_path: OrgPath
    relation: Relation
    since: Since = None
    until: Until = None


class FamilyRelationCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of a relation was wrong: this is how it has been all along.

    Benefits applies it. Everything that was told of the relation before is replaced.

    亲属关系的登记有误，已更正，以此为准；此前所述全部由此替代。由优待处理。
    """

    relation_id: RelationId
    person_id: PersonId
    relative_person_id: RelativeId
    org_path: OrgPath
    relation: Relation
    since: Since = None
    until: Until = None


class FamilyRelationEnded(Event, frozen=True, kw_only=True):
    """A relation ended, by divorce, say: from `ended_on` on the other is no relative any more.

    Benefits applies it. A death ends no relation: `veteran-deceased` tells of it.

    亲属关系终止，如离婚；自 `ended_on` 起不再是亲属。由优待处理。死亡不属于此，见 `veteran-deceased`。
    """

    relation_id: RelationId
    person_id: PersonId
    relative_person_id: RelativeId
    org_path: OrgPath
    relation: Relation
    ended_on: CalendarDate
    reason: Annotated[str, FAMILY_RELATION_END.field("why · 终止原因")]


class FamilyRelationRevoked(Event, frozen=True, kw_only=True):
    """A relation was recorded by mistake, and is as if it had never been recorded.

    Benefits applies it; what was decided by it is to be looked at again.

    亲属关系登记有误，予以撤销，视为从未登记。由优待处理；据此作出的决定应当复核。
    """

    relation_id: RelationId
    person_id: PersonId
    relative_person_id: RelativeId
    org_path: OrgPath
    relation: Relation
    reason: Annotated[str, FAMILY_RELATION_REVOCATION.field("why · 撤销原因")]


class RelativeIdentityCorrected(Event, frozen=True, kw_only=True):
    """A relative's identity number or name had been typed wrong and was corrected, on evidence and by two persons.

    The relation and both persons are the same. Neither the old value nor the new one is told. No service applies it
    yet. Told of the relations to the veteran by whose file it was corrected; with a file of his own, a relative has
    `identity-corrected` instead.

    亲属的身份证号或姓名登记有误，已凭证明材料、经两人核对更正；亲属关系和双方不变，新旧内容均不在事件中。尚无服务处理。
    只就据以办理的退役军人的亲属关系发布；亲属本人有档案的，见 `identity-corrected`。
    """

    relation_id: RelationId
    person_id: PersonId
    relative_person_id: RelativeId
    org_path: OrgPath
    relation: Relation
    kind: Annotated[str, IDENTITY_KIND.field("what was corrected: number or name · 更正的项目：身份证号或姓名")]
    evidence: Annotated[str, CORRECTION_EVIDENCE.field("what it rests on · 依据的证明材料")]


APPLIED = (FamilyRelationRecorded, FamilyRelationCorrected, FamilyRelationEnded, FamilyRelationRevoked)

PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.family-relations", "relation_id", PiiClass.P2, consumers)
    for contract, consumers in (
        *((contract, ("benefits",)) for contract in APPLIED),
        (RelativeIdentityCorrected, ()),
    )
)
