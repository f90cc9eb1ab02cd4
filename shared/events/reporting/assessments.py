"""How stations are assessed: schemes, rounds, scores."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Month, OrgCode, OrgPath
from shared.events.reporting_codes import SCORE_SOURCE

SchemeId = Annotated[UUID, Meta(description="the scheme of assessment, UUIDv7 · 考评办法编号")]
SchemeNumber = Annotated[int, Meta(ge=1, description="of the schemes that came into force, in order · 第几版")]
Points = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?\Z",
        description="points, a decimal of at most two places · 分数，最多两位小数",
    ),
]


class AssessmentSchemeAdopted(Event, frozen=True, kw_only=True):
    """A leader brought a scheme of assessment into force, from its first day on. Once per scheme; it is not changed
    afterwards. No service applies it.

    局领导启用考评办法，自生效日起适用，每版一次，此后不变。尚无服务处理。
    """

    scheme_id: SchemeId
    number: SchemeNumber
    valid_from: CalendarDate
    valid_until: Annotated[
        CalendarDate | None, Meta(description="the last day; null: not known yet · 终止日（含），未定为空")
    ]
    marks: Annotated[
        dict[str, Points],
        Meta(description="full marks by indicator, as A1; 100 in all · 各项满分，以指标代码为键，合计 100 分"),
    ]
    bonus: Annotated[Points, Meta(description="the most that may be added to a total · 加分上限")]
    deduction: Annotated[Points, Meta(description="the most that may be taken off a total · 扣分上限")]
    veto: Annotated[Points, Meta(description="what is left at most of a total that is vetoed · 一票否决后总分上限")]


class AssessmentSchemeEnded(Event, frozen=True, kw_only=True):
    """A scheme of assessment holds until a day. Once per scheme, after it came into force. No service applies it.

    考评办法停用，适用至终止日，每版至多一次。尚无服务处理。
    """

    scheme_id: SchemeId
    number: SchemeNumber
    valid_until: CalendarDate


RoundId = Annotated[UUID, Meta(description="the round of assessment of a month, UUIDv7 · 考评期编号")]
StationCode = Annotated[OrgCode, Meta(description="the station · 服务站代码")]
IndicatorCode = Annotated[
    str,
    Meta(
        pattern=r"^([A-Z][0-9]{1,2}|bonus|deduction|veto)\Z",
        description="indicator, as A1; or bonus, deduction, veto (1 or 0)"
        " · 指标代码；或者加分、扣分、一票否决（1 或 0）",
    ),
]
ScoreSource = Annotated[str, SCORE_SOURCE.field("where the points come from · 得分来源")]
Edition = Annotated[int, Meta(ge=1, description="from 1 on; the last one holds · 第几版，以最后一版为准")]


class AssessmentRoundOpened(Event, frozen=True, kw_only=True):
    """The assessment of a month was opened, by the scheme and the frozen figures of its last day. Once per month. No
    service applies it.

    按月末适用的考评办法和统计快照开始某月考评，每月一次。尚无服务处理。
    """

    round_id: RoundId
    month: Month
    scheme_id: SchemeId
    scheme_number: SchemeNumber
    snapshot_id: Annotated[UUID, Meta(description="the figures that it goes by · 依据的统计快照编号")]
    marks: Annotated[dict[str, Points], Meta(description="full marks by indicator, as A1 · 各项满分，以指标代码为键")]
    stations: Annotated[list[OrgCode], Meta(description="every station that is assessed · 参加考评的服务站")]


class ScoreRecorded(Event, frozen=True, kw_only=True):
    """A station was scored, for the first time for this indicator. No service applies it. Evidence stays in reporting.

    服务站某项指标首次得分。尚无服务处理；佐证只留在统计服务。
    """

    round_id: RoundId
    org_code: StationCode
    org_path: OrgPath
    indicator: IndicatorCode
    points: Points
    source: ScoreSource
    edition: Edition


class ScoreCorrected(Event, frozen=True, kw_only=True):
    """A score of a station is another one from now on; those before it are kept. No service applies it. Why stays in
    reporting.

    服务站某项得分更正，以前各版保留，以最后一版为准。尚无服务处理；原因只留在统计服务。
    """

    round_id: RoundId
    org_code: StationCode
    org_path: OrgPath
    indicator: IndicatorCode
    points: Points
    source: ScoreSource
    edition: Edition


ASSESSED: tuple[type[Event], ...] = (AssessmentRoundOpened, ScoreRecorded, ScoreCorrected)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "reporting.assessment-schemes", "scheme_id", PiiClass.P0, ())
    for contract in (AssessmentSchemeAdopted, AssessmentSchemeEnded)
) + tuple(Published(contract, "reporting.assessments", "round_id", PiiClass.P0, ()) for contract in ASSESSED)
