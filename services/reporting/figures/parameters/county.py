"""Figures of what the county does itself: bodies, meetings, staff, venues, standards.

Registry tells of an entry how it stands and, where it changed, how it stood until then (`before`). A figure says what
an entry that stands so adds; a change takes the one away and adds the other, a revocation takes all of it away. So each
entry counts once, as it is believed now; dissolving, leaving, taking down count on their own days.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.figures.parameters.counting import Figure, Place
from shared.events.contract import Event
from shared.events.registry.county import bodies, facilities, issued, meetings, onsite, staff, standards
from shared.language import Text

Adds = Callable[[Any], Iterable[tuple[date | None, int]]]


@dataclass(frozen=True, slots=True)
class EntryCount:
    """`adds` says of an entry how much it adds on which days; of one that is revoked (`delta` -1) it is taken away."""

    contract: type[Event]
    adds: Adds
    delta: int = 1
    kind: None = None

    def added(self, event: Any, key: str) -> Iterable[tuple[str, Place, int]]:
        """Nothing where what changed makes no difference."""
        added: Counter[Place] = Counter()
        before = getattr(event, "before", None)
        said_before = () if before is None else ((before, -1),)
        for said, sign in ((event, self.delta), *said_before):
            for day, amount in self.adds(said):
                if day is not None:
                    added[Place(said.org_path, day)] += sign * amount
        return [(key, place, amount) for place, amount in added.items() if amount]


def _entries(adds: Adds, revoked: type[Event], *told: type[Event]) -> tuple[EntryCount, ...]:
    return (*(EntryCount(contract, adds) for contract in told), EntryCount(revoked, adds, -1))


def _meetings(*kinds: str) -> tuple[EntryCount, ...]:
    return _entries(
        lambda each: ((each.held_on, int(each.kind in kinds)),),
        meetings.GovernanceMeetingRevoked,
        meetings.GovernanceMeetingHeld,
        meetings.GovernanceMeetingCorrected,
    )


def _rooms(kind: str) -> tuple[EntryCount, ...]:
    return _entries(
        lambda each: ((each.opened_on, int(each.kind == kind)), (each.closed_on, -int(each.kind == kind))),
        facilities.FunctionalRoomRevoked,
        facilities.FunctionalRoomOpened,
        facilities.FunctionalRoomClosed,
        facilities.FunctionalRoomCorrected,
    )


def _visits(adds: Adds) -> tuple[EntryCount, ...]:
    return _entries(adds, onsite.StudyVisitRevoked, onsite.StudyVisitHeld, onsite.StudyVisitCorrected)


def _projects(adds: Adds) -> tuple[EntryCount, ...]:
    return _entries(
        adds, facilities.CapitalProjectRevoked, facilities.CapitalProjectCompleted, facilities.CapitalProjectCorrected
    )


_CERTAIN = frozenset({"exact", "at-least", "approximate"})


def _invested(*qualifiers: str) -> tuple[EntryCount, ...]:
    """Fen of amounts that are known so."""
    return _projects(
        lambda each: ((each.completed_on, each.amount_fen or 0),) if each.qualifier in qualifiers else (),
    )


def _at_the_centre(adds: Adds) -> Adds:
    """Of the county itself alone: its bureau and centre are one unit."""
    return lambda each: () if "." in each.org_path else adds(each)


def _below_the_centre(adds: Adds) -> Adds:
    """Of stations and rooms alone."""
    return lambda each: adds(each) if "." in each.org_path else ()


def _findings(met: Callable[[Any], bool]) -> Adds:
    """What a check found holds until the next, and until the unit is closed."""

    def adds(each: Any) -> Iterable[tuple[date | None, int]]:
        found = [*((one.checked_on, one.met) for one in each.earlier), (each.checked_on, met(each))]
        # What was found after the unit was closed, as is known by now, holds on no day.
        found = [one for one in found if each.ended_on is None or one[0] < each.ended_on]
        before = False
        for day, now in [*found, (each.ended_on, False)]:
            yield day, now - before
            before = now

    return adds


def _has_all(each: Any) -> bool:
    return bool(each.institution and each.establishment and each.personnel and each.funds and each.support)


PERSONS, ORGANISATIONS = Text("人", "persons"), Text("个", "organisations")
MEETINGS, YUAN, SQUARE_METRES = Text("次", "meetings"), Text("元", "yuan"), Text("平方米", "m²")
FEN_OF_A_YUAN = 100
ROOMS, PIECES = Text("间", "rooms"), Text("块", "pieces")
_MOBILISATION = ("deployment", "advancement", "training", "briefing")

COUNTY_FIGURES: tuple[Figure, ...] = (
    *(
        Figure(
            code, name, PERSONS, "exact",
            _entries(
                where(lambda each: ((each.in_post_on, 1), (each.left_on if each.in_post_on else None, -1))),
                staff.StaffPostRevoked, staff.StaffPostPlanned, staff.StaffTransferred, staff.StaffInPost,
                staff.StaffLeftPost, staff.StaffPostCorrected,
            ),
            "entry", formula=formula,
        )
        for code, name, where, formula in (
            ("F07", Text("局和中心到岗人员", "staff in post at the bureau and centre"), _at_the_centre, 2),
            ("F52", Text("服务站、服务室到岗人员", "staff in post at stations and rooms"), _below_the_centre, 1),
        )
    ),
    *(
        Figure(
            code, name, SQUARE_METRES, "exact",
            _entries(
                where(lambda each: ((each.completed_on, each.area_m2), (each.closed_on, -each.area_m2))),
                facilities.FacilityRevoked, facilities.FacilityCompleted, facilities.FacilityClosed,
                facilities.FacilityCorrected,
            ),
            "entry", formula=formula,
        )
        for code, name, where, formula in (
            ("F08", Text("局和中心建筑面积", "floor area of the bureau and centre"), _at_the_centre, 2),
            ("F53", Text("服务站、服务室建筑面积", "floor area of stations and rooms"), _below_the_centre, 1),
        )
    ),
    Figure(
        "F09", Text("阵地建设投资", "investment in venues"), YUAN, "at-least", _invested(*_CERTAIN),
        "entry", "flow", formula=2, parts=FEN_OF_A_YUAN, made_of=("F47", "F48", "F49", "F50"),
    ),
    Figure(
        "F47", Text("阵地投资：确切金额", "investment in venues: exact amounts"), YUAN, "exact", _invested("exact"),
        "entry", "flow", parts=FEN_OF_A_YUAN,
    ),
    Figure(
        "F48", Text("阵地投资：只知下限", "investment in venues: lower bounds"), YUAN, "at-least",
        _invested("at-least"), "entry", "flow", parts=FEN_OF_A_YUAN,
    ),
    Figure(
        "F49", Text("阵地投资：约数", "investment in venues: rough amounts"), YUAN, "approximate",
        _invested("approximate"), "entry", "flow", parts=FEN_OF_A_YUAN,
    ),
    Figure(
        "F50", Text("阵地投资：金额不明、未计入的项目", "investment in venues: projects not in it, of no known amount"),
        Text("个", "projects"), "exact",
        _projects(lambda each: ((each.completed_on, int(each.qualifier not in _CERTAIN)),)), "entry", "flow",
    ),
    Figure("F10", Text("厅", "halls"), ROOMS, "exact", _rooms("hall"), "entry"),
    Figure("F41", Text("功能室", "functional rooms"), ROOMS, "exact", _rooms("room"), "entry"),
    Figure(
        "F11", Text("县委常委会专题研究", "meetings of the standing committee"), MEETINGS, "exact",
        _meetings("party-standing-committee"), "entry", "flow",
    ),
    Figure(
        "F12", Text("部署、推进、培训、汇报会", "mobilisation meetings"), MEETINGS, "exact",
        _meetings(*_MOBILISATION), "entry", "flow",
    ),
    Figure(
        "F13", Text("县政府专题会议", "special meetings of the county government"), MEETINGS, "exact",
        _meetings("government-special"), "entry", "flow",
    ),
    Figure(
        "F14", Text("县领导现场办公", "on-site sessions"), MEETINGS, "at-least",
        _entries(
            lambda each: ((each.held_on, 1),),
            onsite.OnsiteSessionRevoked, onsite.OnsiteSessionHeld, onsite.OnsiteSessionCorrected,
        ),
        "entry", "flow",
    ),
    Figure(
        "F15", Text("外出考察单位", "units on study visits"), ORGANISATIONS, "exact",
        _visits(lambda each: ((each.held_on, len(each.participants)),)), "entry", "flow",
    ),
    Figure(
        "F40", Text("考察的县", "counties that were visited"), Text("个", "counties"), "exact",
        _visits(lambda each: ((each.held_on, len(each.counties)),)), "entry", "flow",
    ),
    Figure(
        "F27", Text("统一制作的牌子", "plaques"), PIECES, "exact",
        _entries(
            lambda each: ((each.installed_on, 1), (each.removed_on, -1)),
            issued.PlaqueRevoked, issued.PlaqueInstalled, issued.PlaqueRemoved, issued.PlaqueCorrected,
        ),
        "entry",
    ),
    Figure(
        "F28", Text("县级机构", "county bodies"), ORGANISATIONS, "exact",
        _entries(
            lambda each: ((each.established_on, 1), (each.dissolved_on, -1)),
            bodies.CountyBodyRevoked, bodies.CountyBodyEstablished, bodies.CountyBodyRenamed,
            bodies.CountyBodyDissolved, bodies.CountyBodyCorrected,
        ),
        "entry",
    ),
    Figure(
        "F42", Text("发放的三会一课记录本", "record books issued"), Text("本", "books"), "exact",
        _entries(
            lambda each: ((each.issued_on, 1),),
            issued.RecordBookRevoked, issued.RecordBookIssued, issued.RecordBookCorrected,
        ),
        "entry", "flow",
    ),
    Figure(
        "F43", Text("五有达标的服务站、服务室", "stations and rooms with all of the five"), ORGANISATIONS, "exact",
        _entries(
            _below_the_centre(_findings(_has_all)), standards.FiveHavesRevoked, standards.FiveHavesChecked,
            standards.FiveHavesRechecked, standards.FiveHavesCorrected, standards.FiveHavesEnded,
        ),
        "entry",
    ),
    Figure(
        "F45", Text("四统一达标事项", "unified standards met by stations and rooms"), Text("项", "standards"), "exact",
        _entries(
            _below_the_centre(_findings(lambda each: each.passed)), standards.UnifiedStandardRevoked,
            standards.UnifiedStandardChecked, standards.UnifiedStandardRechecked,
            standards.UnifiedStandardCorrected, standards.UnifiedStandardEnded,
        ),
        "entry",
    ),
    Figure(
        "F44", Text("拨付经费", "funds allocated"), YUAN, "exact",
        _entries(
            lambda each: ((each.allocated_on, each.amount_fen),),
            standards.FundRevoked, standards.FundAllocated, standards.FundCorrected,
        ),
        "entry", "flow", formula=2, parts=FEN_OF_A_YUAN,
    ),
)  # fmt: skip
