"""Rounds of selection: opened, nominees and what is said of them, votes, the panel, publicity, awards."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.award_codes import (
    AWARD,
    AWARD_LEVEL,
    DISQUALIFICATION,
    REVOCATION_GROUND,
    SELECTION_STAGE,
    VETTING_OFFICE,
)
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Count, OrgPath, PersonId

RoundId = Annotated[UUID, Meta(description="the round of selection, UUIDv7 · 评选编号")]
NominationId = Annotated[UUID, Meta(description="the nomination, UUIDv7 · 推荐编号")]
RoundPath = Annotated[OrgPath, Meta(description="of the unit that selects · 组织评选的机构路径")]
Award = Annotated[str, AWARD.field("the award · 荣誉称号")]
Level = Annotated[str, AWARD_LEVEL.field("its level · 荣誉级别")]
Year = Annotated[int, Meta(ge=1949, le=2200, description="year of the award · 年度")]
Awards = Annotated[int, Meta(ge=1, description="how many are awarded · 授予名额")]
ObjectionNumber = Annotated[int, Meta(ge=0, description="of the objection, in its round · 异议序号")]


class SelectionOpened(Event, frozen=True, kw_only=True):
    """A round of selection was opened for an award. Once per round. No service applies it yet.

    启动一次荣誉评选。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    award: Award
    level: Level
    year: Year
    awards: Awards
    opened_on: CalendarDate


class SelectionCorrected(Event, frozen=True, kw_only=True):
    """What is known of a round was corrected: the day it was opened, how many are awarded; days of publicity, notice
    and panel stay in benefits. No service applies it yet.

    更正评选事项：启动日期、名额等；公示天数、通知文号和评委只留在优待服务。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    awards: Awards
    opened_on: CalendarDate


class SelectionMoved(Event, frozen=True, kw_only=True):
    """A round went on to another stage, or back to one before. No service applies it yet.

    评选转入下一阶段，或者退回上一阶段。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    stage: Annotated[str, SELECTION_STAGE.field("where it stands now · 现在的阶段")]


class SelectionCancelled(Event, frozen=True, kw_only=True):
    """A round was given up before anybody was awarded. No service applies it yet.

    评选在授予荣誉之前取消。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath


class NomineeNominated(Event, frozen=True, kw_only=True):
    """Somebody was nominated in a round by the unit that answers for him. His merits stay in benefits. No service
    applies it yet.

    有人被推荐参加评选；事迹只留在优待服务。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    nominated_on: CalendarDate


class NomineeCorrected(Event, frozen=True, kw_only=True):
    """The day or the merits of a nomination were corrected; the merits stay in benefits. No service applies it yet.

    更正推荐的日期或者事迹；事迹只留在优待服务。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    nominated_on: CalendarDate


class NomineeWithdrawn(Event, frozen=True, kw_only=True):
    """A nomination was taken back before the awards were granted. No service applies it yet.

    推荐在授予荣誉之前撤回。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath


class NomineeVetted(Event, frozen=True, kw_only=True):
    """An office let a nominee pass, or not; said anew, it replaces what the office said before. No service applies it
    yet.

    某部门对候选人的审查意见；再次提出的替代原意见。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    office: Annotated[str, VETTING_OFFICE.field("who vetted him · 审查部门")]
    passed: Annotated[bool, Meta(description="whether he passed · 是否通过")]
    vetted_on: CalendarDate


class NomineeDisqualified(Event, frozen=True, kw_only=True):
    """A nominee stands no more. No service applies it yet.

    候选人被取消参评资格。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    reason: Annotated[str, DISQUALIFICATION.field("why · 原因")]


class NomineeReinstated(Event, frozen=True, kw_only=True):
    """What disqualified a nominee was said in error and corrected: he stands again. No service applies it yet.

    取消资格的审查意见有误并已更正，恢复参评。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath


class SelectionVoteClosed(Event, frozen=True, kw_only=True):
    """The votes of the public were taken down as they were counted; told again, they were counted anew. No service
    applies it yet.

    登记公众投票结果；再次登记的为重新计票。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    votes: Annotated[Count, Meta(description="all votes of the round · 总票数")]
    counted_on: CalendarDate


class PanelScored(Event, frozen=True, kw_only=True):
    """A member of the panel gave points, or withdrew from nominees who are his kin; told again, it replaces what was
    taken down before. Points stay in benefits. No service applies it yet.

    一名评委完成打分，对有亲属关系的候选人已回避；再次登记的替代原登记。分数只留在优待服务。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    member: Annotated[int, Meta(ge=1, description="number of the member in the panel · 评委序号")]
    withdrew: Annotated[Count, Meta(description="from how many nominees he withdrew · 回避的候选人数")]


class SelectionDrawn(Event, frozen=True, kw_only=True):
    """Lots were drawn between equal nominees, as the minutes record. No service applies it yet.

    并列的候选人以抽签决定先后，有会议记录。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    drawn_on: CalendarDate


class SelectionPublicityStarted(Event, frozen=True, kw_only=True):
    """Who is to be awarded is published, for so many working days; told again, publicity began anew. No service applies
    it yet.

    拟授予荣誉的人选开始公示；再次发布的为重新公示。尚无服务处理。
    """

    round_id: RoundId
    org_path: RoundPath
    nomination_ids: Annotated[tuple[NominationId, ...], Meta(description="who is published · 公示的推荐编号")]
    begun_on: CalendarDate
    workdays: Annotated[int, Meta(ge=1, description="working days · 公示工作日")]


class SelectionObjectionRaised(Event, frozen=True, kw_only=True):
    """Somebody objects to a nominee who is published; the days do not count until that is settled. What was said stays
    in benefits. No service applies it yet.

    公示期间有人对候选人提出异议，处理期间不计入公示时间；内容只留在优待服务。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    org_path: OrgPath
    number: ObjectionNumber
    raised_on: CalendarDate


class SelectionObjectionAnswered(Event, frozen=True, kw_only=True):
    """An objection to a nominee was looked into and settled. No service applies it yet.

    对候选人的异议已核查处理。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    org_path: OrgPath
    number: ObjectionNumber
    settled_on: CalendarDate
    upheld: Annotated[bool, Meta(description="whether it was right · 异议是否成立")]


class AwardGranted(Event, frozen=True, kw_only=True):
    """Somebody was awarded in a round. No service applies it yet.

    授予荣誉。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    award: Award
    level: Level
    year: Year
    granted_on: CalendarDate


class AwardRevoked(Event, frozen=True, kw_only=True):
    """An award was taken from somebody. No service applies it yet.

    撤销荣誉。尚无服务处理。
    """

    round_id: RoundId
    nomination_id: NominationId
    person_id: PersonId
    org_path: OrgPath
    award: Award
    level: Level
    year: Year
    ground: Annotated[str, REVOCATION_GROUND.field("why · 依据")]
    revoked_on: CalendarDate


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "benefits.awards", "round_id", PiiClass.P2, ())
    for contract in (
        SelectionOpened,
        SelectionCorrected,
        SelectionMoved,
        SelectionCancelled,
        NomineeNominated,
        NomineeCorrected,
        NomineeWithdrawn,
        NomineeVetted,
        NomineeDisqualified,
        NomineeReinstated,
        SelectionVoteClosed,
        PanelScored,
        SelectionDrawn,
        SelectionPublicityStarted,
        SelectionObjectionRaised,
        SelectionObjectionAnswered,
        AwardGranted,
        AwardRevoked,
    )
)
