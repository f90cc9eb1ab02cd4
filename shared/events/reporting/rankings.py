"""How stations rank by the assessment of a month: provisional and published rankings, appeals."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Month, OrgPath
from shared.events.reporting.assessments import IndicatorCode, Points, RoundId, StationCode
from shared.events.reporting_codes import APPEAL_OUTCOME, RANKING_LIST

RankingEdition = Annotated[int, Meta(ge=1, description="which ranking of the round, from 1 on · 第几次排名")]
Listed = Annotated[str, RANKING_LIST.field("stations that are ranked beside each other · 排名分组")]
AppealId = Annotated[UUID, Meta(description="the appeal, UUIDv7 · 申诉编号")]


class RankedStation(Struct, frozen=True, kw_only=True):
    """Where a station ranks · 某服务站的名次"""

    org_code: StationCode
    place: Annotated[
        int | None, Meta(description="equals share one, as 1, 1, 3; null: vetoed · 名次，同分并列，空为一票否决")
    ]
    total: Points


Rows = Annotated[list[RankedStation], Meta(description="every station of the list, in order · 各站名次")]


class ProvisionalRankingPublished(Event, frozen=True, kw_only=True):
    """Stations are ranked by the assessment of a month, for them to appeal against; again when an appeal was upheld or
    the round was scored again. Once per list. The last edition holds. No service applies it.

    某月考评排名公示，供申诉；申诉成立或者重新评分后再次公示，每组一次，以最后一次为准。尚无服务处理。
    """

    round_id: RoundId
    month: Month
    edition: RankingEdition
    listed: Listed
    appeals_until: Annotated[CalendarDate, Meta(description="the last day for appeals · 申诉截止日（含）")]
    rows: Rows


class RankingPublished(Event, frozen=True, kw_only=True):
    """A leader published the ranking of a month; appeals are decided. Once per list, again after the round was
    reopened. No service applies it.

    局领导公布某月考评排名，每组一次；退回评分后可再次公布。尚无服务处理。
    """

    round_id: RoundId
    month: Month
    edition: RankingEdition
    listed: Listed
    rows: Rows


class AssessmentRoundReopened(Event, frozen=True, kw_only=True):
    """A leader had the round of a month scored again; rankings that were made stay readable. No service applies it.

    局领导退回某月考评重新评分，以前的排名保留。尚无服务处理。
    """

    round_id: RoundId
    month: Month
    edition: Annotated[int, Meta(ge=1, description="the ranking that held until then · 此前有效的第几次排名")]


class ScoreAppealLodged(Event, frozen=True, kw_only=True):
    """A station appealed against a score while the ranking was provisional. No service applies it. The grounds stay in
    reporting.

    服务站在公示期内对得分提出申诉。尚无服务处理；理由只留在统计服务。
    """

    round_id: RoundId
    appeal_id: AppealId
    org_code: StationCode
    org_path: OrgPath
    indicator: IndicatorCode
    decide_by: Annotated[CalendarDate, Meta(description="the last day for the decision · 决定期限（含）")]


class ScoreAppealDecided(Event, frozen=True, kw_only=True):
    """Somebody who did not score decided on an appeal; upheld, the score is corrected and all are ranked again. Once
    per appeal. No service applies it.

    未参加评分的人对申诉作出决定；成立的，更正得分并重新排名。每项申诉一次。尚无服务处理。
    """

    round_id: RoundId
    appeal_id: AppealId
    org_code: StationCode
    org_path: OrgPath
    indicator: IndicatorCode
    outcome: Annotated[str, APPEAL_OUTCOME.field("what was decided · 申诉决定")]
    points: Annotated[Points | None, Meta(description="what holds instead; null: it stays · 更正后的得分，空为不变")]


CONTRACTS: tuple[type[Event], ...] = (
    ProvisionalRankingPublished,
    RankingPublished,
    AssessmentRoundReopened,
    ScoreAppealLodged,
    ScoreAppealDecided,
)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "reporting.assessments", "round_id", PiiClass.P0, ()) for contract in CONTRACTS
)
