"""Which tables of amounts there are. Their lines are the county's, each with the notice it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.language import Named


@dataclass(frozen=True, slots=True)
class Table(Named):
    """`is_share`: its values are thousandths, not fen. `months`: for how many an amount is. `by`: the facts of whose
    values its keys are made; none where it has one value a day."""

    is_share: bool = False
    months: int = 1
    by: tuple[str, ...] = ()


_BY_DISABILITY = ("disability.cause", "disability.grade")


TABLES: Mapping[str, Table] = {
    table.code: table
    for table in (
        Table(
            "hardship-line",
            "困难帮扶收入标准（每人每月）",
            "income below which hardship aid is given, a head and month",
        ),
        Table("hardship-cap", "困难帮扶最高金额（每次）", "most that is given in hardship, each time"),
        Table("combat-test", "参战参试人员生活补助（每月）", "living allowance of combat and test veterans, a month"),
        Table(
            "rural-old-age",
            "农村籍老年退役士兵生活补助（每年义务兵役每月）",
            "old-age allowance, a year served and month",
        ),
        Table("disability-pension", "残疾抚恤金（每年）", "disability pension, a year", months=12, by=_BY_DISABILITY),
        Table("survivors-pension", "定期抚恤金（每月）", "survivors' periodic pension, a month"),
        Table("average-monthly-wage", "上年度当地月平均工资", "last year's average monthly wage here"),
        Table("nursing-share", "护理费比例", "nursing fee, a share of the wage", is_share=True, by=_BY_DISABILITY),
        Table(
            "recovery-alone",
            "一人即可登记的追回金额上限（每项多发款累计）",
            "most of what came back of an overpayment that one person records alone",
        ),
        Table("visit-gift", "走访慰问金", "gift at a visit"),
    )
}
