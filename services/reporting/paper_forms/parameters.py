"""Kinds of official papers, what may stand in their wording, the wording that a county begins with, and how a paper in
editions stands.

The English of a wording is what readers of English see beside the paper; the paper itself is Chinese.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from shared.language import Named, Text


class Section(msgspec.Struct, frozen=True):
    """A part of a paper, by its code; numbered in the order in which they stand."""

    code: str
    heading: str


class Wording(msgspec.Struct, frozen=True):
    """`head` is the red line above, `issuer` signs, `word` begins the document number. Names in braces are replaced."""

    head: str
    issuer: str
    word: str
    title: str
    addressee: str
    opening: str
    closing: str
    sections: tuple[Section, ...] = ()


# What a name in braces is called, and an example of what takes its place.
Placeholders = Mapping[str, tuple[Text, str]]


@dataclass(frozen=True, slots=True)
class PaperKind(Named):
    """A kind of paper; `zh_words` and `en_words` are what it reads like where a county loaded nothing."""

    placeholders: Placeholders
    zh_words: Wording
    en_words: Wording


FIELDS: Mapping[str, Text] = {
    "head": Text("发文机关标志（红头）", "head"),
    "issuer": Text("发文机关署名", "issuer"),
    "word": Text("发文字号中的机关代字", "word of the document number"),
    "title": Text("标题", "title"),
    "addressee": Text("主送机关", "addressee"),
    "opening": Text("开头", "opening"),
    "closing": Text("结束语", "closing"),
}
UNIT: Placeholders = {"unit": (Text("发文机关名称", "name of the issuing unit"), "某县退役军人服务中心")}


def _sections(**headings: str) -> tuple[Section, ...]:
    return tuple(Section(code, heading) for code, heading in headings.items())


BULLETIN = PaperKind(
    "bulletin", "旬通报", "ten-day bulletin",
    {
        **UNIT,
        "period": (Text("旬次", "period"), "2019年4月下旬"),
        "first": (Text("首日", "first day"), "2019年4月21日"),
        "last": (Text("末日", "last day"), "2019年4月30日"),
        "days": (Text("天数", "days"), "10"),
        "reports": (Text("应报日报告份数", "daily reports that were due"), "320"),
    },
    Wording(
        "{unit}", "{unit}", "旬通报", "{period}退役军人服务保障工作通报", "各服务站：",
        "现将{period}（{first}至{last}，共{days}天）工作情况通报如下。", "",
        _sections(
            figures="主要数据。截至{last}：", work="本旬工作。各站日报告合计：",
            reports="日报告报送。应报{reports}份：", adjustments="以前各期更正。", checks="数据核对。",
            rankings="本旬公布的考评排名。", text="工作要求。",
        ),
    ),
    Wording(
        "{unit}", "{unit}", "", "Bulletin of {period}", "To all service stations:",
        "Work from {first} to {last}, {days} days.", "",
        _sections(
            figures="Figures as of {last}: ", work="Work, by the daily reports: ", reports="Daily reports: ",
            adjustments="Adjustments of earlier bulletins: ", checks="Checks: ",
            rankings="Rankings that were published: ", text="What is to be done.",
        ),
    ),
)  # fmt: skip
MINUTES = PaperKind(
    "minutes", "周调度会议纪要", "minutes of the weekly dispatch",
    {
        **UNIT,
        "week": (Text("周次", "week"), "2019-W17"),
        "held": (Text("召开日期", "day on which it was held"), "2019年4月29日"),
        "chair": (Text("主持人职务", "who was in the chair"), "分管副局长"),
    },
    Wording(
        "{unit}", "{unit}", "周调度纪要", "周调度会议纪要", "各参加机构：",
        "{held}召开{week}周调度会议，{chair}主持。", "", _sections(agreed="议定事项。", tasks="任务。"),
    ),
    Wording(
        "{unit}", "{unit}", "", "Minutes of the weekly dispatch", "To all units concerned:",
        "Held on {held} about {week}, {chair} in the chair.", "",
        _sections(agreed="What was agreed on.", tasks="Tasks."),
    ),
)  # fmt: skip
RANKING = PaperKind(
    "ranking", "考评排名", "ranking",
    {
        **UNIT,
        "month": (Text("月份", "month"), "2019年4月"),
        "state": (Text("文种：考评排名公示、考评排名或考评排名通报", "how far it is"), "考评排名通报"),
        "scheme": (Text("考评办法版次", "version of the scheme"), "3"),
        "edition": (Text("第几次排名", "which ranking of the month"), "1"),
    },
    Wording(
        "{unit}", "{unit}", "", "{month}{state}", "各服务站：",
        "根据考评办法第{scheme}版，{month}考评第{edition}次排名如下。服务站分乡镇（街道）、县直单位两组，"
        "总分相同的名次相同，一票否决的不排名。", "",
    ),
    Wording(
        "{unit}", "{unit}", "", "{month}: {state}", "To all service stations:",
        "Ranking {edition} of {month}, by version {scheme} of the scheme. Townships and county-direct units are ranked "
        "apart; equals share a rank; who is vetoed has none.", "",
    ),
)  # fmt: skip
SLIP = PaperKind(
    "slip", "督办单", "supervision slip",
    {
        **UNIT,
        "station": (Text("被督办的服务站", "station that is supervised"), "某镇退役军人服务站"),
        "colour": (Text("颜色", "colour"), "蓝色"),
        "level": (Text("督办级别", "what the colour stands for"), "蓝色（提醒）"),
        "matter": (Text("督办事项", "what it is about"), "日报告漏报"),
        "due": (Text("回复期限", "day by which it is answered"), "2019年5月8日"),
    },
    Wording(
        "{unit}", "{unit}", "", "督办单（{colour}）", "{station}：", "督办事项：{matter}。督办级别：{level}。",
        "请于{due}前（含当日）回复办理情况。",
    ),
    Wording(
        "{unit}", "{unit}", "", "Supervision slip ({colour})", "To {station}:", "About: {matter}. Colour: {level}.",
        "Say by {due}, that day included, what was done.",
    ),
)  # fmt: skip
RETURN = PaperKind(
    "return", "上报市局的数据报表", "return of figures to the city",
    {
        **UNIT,
        "month": (Text("月份；不是月末的为空", "month; nothing where it is not of the end of one"), "2019年4月"),
        "report": (Text("月报表；不是月末的为报表", "monthly return, or return"), "月报表"),
        "last": (Text("截止日", "last day counted"), "2019年4月30日"),
        "least": (Text("不列具体数的界限", "below which numbers of persons are not told"), "10"),
    },
    Wording(
        "{unit}", "{unit}", "", "{month}退役军人工作数据{report}", "市退役军人事务局：",
        "现将截至{last}（含当日）的退役军人工作主要数据报上，见后表。涉及人员的数字不足{least}的，不列具体数。", "",
    ),
    Wording(
        "{unit}", "{unit}", "", "{report} {month}", "To the bureau of the city:",
        "The figures as of {last}. Numbers of persons below {least} are not told.", "",
    ),
)  # fmt: skip
BRIEFING = PaperKind(
    "briefing", "简报", "briefing note",
    {
        **UNIT,
        "subject": (Text("主题", "subject"), "四月优待服务情况"),
        "first": (Text("首日", "first day"), "2019年4月1日"),
        "last": (Text("末日", "last day"), "2019年4月30日"),
    },
    Wording(
        "{unit}", "{unit}", "简报", "{subject}", "局领导：", "现将{first}至{last}有关数据和情况报告如下。", "",
        _sections(figures="主要数据。截至{last}：", text="情况和建议。"),
    ),
    Wording(
        "{unit}", "{unit}", "", "{subject}", "To the leaders of the bureau:", "Figures from {first} to {last}.", "",
        _sections(figures="Figures as of {last}: ", text="What they say."),
    ),
)  # fmt: skip
KINDS: Mapping[str, PaperKind] = {kind.code: kind for kind in (BULLETIN, MINUTES, BRIEFING, RANKING, SLIP, RETURN)}

# Of papers in editions.
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("draft", "待印发", "draft"),
        Named("issued", "已印发", "issued"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
