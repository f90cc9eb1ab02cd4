"""How stations are supervised: slips of three colours."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgCode, OrgPath
from shared.events.reporting_codes import SLIP_COLOUR, SLIP_MATTER, SLIP_OUTCOME

SlipId = Annotated[UUID, Meta(description="the supervision slip, UUIDv7 · 督办单编号")]
StationCode = Annotated[OrgCode, Meta(description="the station · 服务站代码")]
Colour = Annotated[str, SLIP_COLOUR.field("remind, warn, talk · 督办单颜色")]
DueOn = Annotated[CalendarDate, Meta(description="the last day for an answer · 回复期限（含）")]


class SupervisionNoticeIssued(Event, frozen=True, kw_only=True):
    """A station was issued a supervision slip. Once per slip. No service applies it yet. What is to be done stays in
    reporting.

    向服务站发出督办单，每份一次。尚无服务处理；要求只留在统计服务。
    """

    slip_id: SlipId
    org_code: StationCode
    org_path: OrgPath
    colour: Colour
    due_on: DueOn
    matter: Annotated[str, SLIP_MATTER.field("what it is about · 督办事项")]
    follows: Annotated[
        UUID | None, Meta(description="the slip of the colour before; null: the first · 由哪份督办单升级，首份为空")
    ]


class SupervisionNoticeOverdue(Event, frozen=True, kw_only=True):
    """Nobody answered a supervision slip in time. At most once by each day on which an answer is due. No service
    applies it yet.

    督办单逾期未回复，每个期限至多一次。尚无服务处理。
    """

    slip_id: SlipId
    org_code: StationCode
    org_path: OrgPath
    colour: Colour
    due_on: DueOn


class SupervisionNoticeAnswered(Event, frozen=True, kw_only=True):
    """A station answered a supervision slip: for the first time, or again after its answer was sent back. No service
    applies it yet. The words stay in reporting.

    服务站回复督办单：首次回复，或者被退回以后再次回复。尚无服务处理；内容只留在统计服务。
    """

    slip_id: SlipId
    org_code: StationCode
    org_path: OrgPath
    colour: Colour
    due_on: DueOn
    is_late: Annotated[bool, Meta(description="after the last day · 逾期回复")]


class SupervisionNoticeReturned(Event, frozen=True, kw_only=True):
    """An answer does not do: the station is to answer again, until another day. No service applies it yet. Why stays in
    reporting.

    回复不符合要求，退回服务站按新期限再次回复。尚无服务处理；原因只留在统计服务。
    """

    slip_id: SlipId
    org_code: StationCode
    org_path: OrgPath
    colour: Colour
    due_on: DueOn


class SupervisionNoticeClosed(Event, frozen=True, kw_only=True):
    """A supervision slip was closed: settled, withdrawn, or one of the next colour takes its place. Once per slip, the
    last of it. No service applies it yet.

    督办单办结、撤回或者升级，每份一次，为该单最后一个事件。尚无服务处理。
    """

    slip_id: SlipId
    org_code: StationCode
    org_path: OrgPath
    colour: Colour
    due_on: DueOn
    outcome: Annotated[str, SLIP_OUTCOME.field("how it ended · 结果")]


CONTRACTS: tuple[type[Event], ...] = (
    SupervisionNoticeIssued,
    SupervisionNoticeOverdue,
    SupervisionNoticeAnswered,
    SupervisionNoticeReturned,
    SupervisionNoticeClosed,
)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "reporting.supervision", "slip_id", PiiClass.P0, ()) for contract in CONTRACTS
)
