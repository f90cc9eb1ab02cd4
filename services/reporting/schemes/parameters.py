"""What may be assessed, where the points of it come from, and the scheme that a county begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.events.reporting_codes import SCORE_SOURCE
from shared.language import Named, Text

# Of all indicators together.
FULL_MARKS = 100


@dataclass(frozen=True, slots=True)
class Ratio:
    """The figure `part` out of the figures `whole`, added up, each of which stands for so `many`."""

    name: Text
    part: str
    whole: tuple[str, ...]
    many: int = 1


@dataclass(frozen=True, slots=True)
class Indicator(Named):
    """What is assessed. Points come from `ratios` of figures, from the discipline of daily reports (`of_reports`), or,
    where it has neither, from an inspector."""

    ratios: tuple[Ratio, ...] = ()
    of_reports: bool = False

    @property
    def source(self) -> str:
        return "reports" if self.of_reports else "figures" if self.ratios else "inspector"


_NETWORK = ("F03", "F04")
INDICATORS: tuple[Indicator, ...] = (
    Indicator("A1", "组织领导", "leadership and organisation"),
    Indicator(
        "A2", "网络阵地", "network and venues",
        (
            Ratio(Text("五有达标的服务站、服务室", "stations and rooms with all of the five"), "F43", _NETWORK),
            Ratio(Text("四统一达标事项", "unified standards met"), "F45", _NETWORK, 4),
        ),
    ),
    Indicator("A3", "信息采集", "quality of the information collected"),
    Indicator("A4", "组织生活", "Party-branch life"),
    Indicator("A5", "报告纪律", "discipline of reporting", of_reports=True),
    Indicator("A6", "服务落实", "services and benefits"),
    Indicator("A7", "矛盾化解", "disputes and petitions"),
    Indicator("A8", "典型宣传", "models and publicity"),
    Indicator("A9", "四跟进", "the four follow-ups"),
)  # fmt: skip
INSPECTED = tuple(each.code for each in INDICATORS if each.source == "inspector")
BY_INDICATOR: Mapping[str, Indicator] = {each.code: each for each in INDICATORS}
SOURCES: Mapping[str, Named] = {code: each for code, each in SCORE_SOURCE.by_code().items() if code != "appeal"}
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("draft", "草案", "draft"),
        Named("adopted", "已启用", "in force from its day on"),
        Named("ended", "已停用", "ended"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}

# What a draft begins with.
DEFAULT_MARKS: Mapping[str, Decimal] = {
    code: Decimal(mark)
    for code, mark in zip(BY_INDICATOR, (10, 15, 15, 15, 10, 15, 10, 5, 5), strict=True)
}  # fmt: skip
DEFAULT_CAPS: Mapping[str, Decimal] = {
    "late": Decimal("0.5"),
    "missed": Decimal(1),
    "wrong": Decimal(2),
    "bonus": Decimal(5),
    "deduction": Decimal(10),
    "veto": Decimal(60),
}
