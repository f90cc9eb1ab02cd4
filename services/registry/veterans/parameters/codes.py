"""Code sets. National standards keep their codes, categories the ministry's; the county's own lists have their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shared.events.category_codes import CATEGORY_STATE, PERSON_CATEGORY
from shared.language import Named


@dataclass(frozen=True, slots=True)
class Code(Named):
    """One entry, and what else people write for it. Whoever left the forces before `valid_from` or joined them after
    `valid_to` cannot hold it."""

    also: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class CodeSet:
    """A closed list; `source` is the standard or the page of the design it was taken from."""

    name: str
    source: str
    codes: tuple[Code, ...]

    def find(self, spelling: str) -> Code | None:
        """The entry written as its code, its code without leading zeros, or one of its Chinese names."""
        return self._spellings.get(spelling)

    @cached_property
    def _spellings(self) -> Mapping[str, Code]:
        # Spreadsheets drop leading zeros: 1 for 01. Where that would be another code, the code itself wins.
        shortened = {code.code.lstrip("0") or "0": code for code in self.codes}
        named = {name: code for code in self.codes for name in (code.zh, *code.also)}
        return shortened | named | {code.code: code for code in self.codes}


SEX = CodeSet("sex", "GB/T 2261.1-2003", (
    Code("0", "未知的性别", "unknown"),
    Code("1", "男", "male"),
    Code("2", "女", "female"),
    Code("9", "未说明的性别", "not stated"),
))  # fmt: skip

MARITAL = CodeSet("marital", "GB/T 2261.2-2003", (
    Code("10", "未婚", "never married"),
    Code("20", "已婚", "married"),
    Code("21", "初婚", "first marriage"),
    Code("22", "再婚", "remarried"),
    Code("23", "复婚", "remarried to the same spouse"),
    Code("30", "丧偶", "widowed"),
    Code("40", "离婚", "divorced"),
    Code("90", "未说明的婚姻状况", "not stated"),
))  # fmt: skip

POLITICAL = CodeSet("political", "GB/T 4762-1984", (
    Code("01", "中共党员", "member of the Communist Party of China", ("党员", "中国共产党党员")),
    Code("02", "中共预备党员", "probationary member of the Communist Party of China", ("预备党员",)),
    Code("03", "共青团员", "member of the Communist Youth League", ("团员",)),
    Code("04", "民革党员", "member of the Revolutionary Committee of the Kuomintang"),
    Code("05", "民盟盟员", "member of the China Democratic League"),
    Code("06", "民建会员", "member of the China National Democratic Construction Association"),
    Code("07", "民进会员", "member of the China Association for Promoting Democracy"),
    Code("08", "农工党党员", "member of the Chinese Peasants' and Workers' Democratic Party"),
    Code("09", "致公党党员", "member of the China Zhi Gong Party"),
    Code("10", "九三学社社员", "member of the Jiusan Society"),
    Code("11", "台盟盟员", "member of the Taiwan Democratic Self-Government League"),
    Code("12", "无党派民主人士", "without party, of standing", ("无党派人士",)),
    Code("13", "群众", "the masses"),
))  # fmt: skip

# Figure F02: a full or a probationary member.
PARTY_MEMBER_CODES = frozenset({"01", "02"})

EDUCATION = CodeSet("education", "GB/T 4658-2006", (
    Code("10", "研究生教育", "graduate", ("研究生",)),
    Code("20", "大学本科", "undergraduate", ("本科",)),
    Code("30", "大学专科", "college", ("大专", "专科")),
    Code("40", "中等职业教育", "secondary vocational", ("中专",)),
    Code("60", "普通高中", "senior high", ("高中",)),
    Code("70", "初中", "junior high"),
    Code("80", "小学", "primary"),
    Code("90", "其他", "other"),
))  # fmt: skip

KINSHIP = CodeSet("kinship", "GB/T 4761-2008", (
    Code("01", "本人或户主", "self or head"),
    Code("10", "配偶", "spouse"),
    Code("20", "子", "son"),
    Code("30", "女", "daughter"),
    Code("40", "孙辈", "grandchild"),
    Code("50", "父母", "parent"),
    Code("60", "祖父母", "grandparent"),
    Code("70", "兄弟姐妹", "sibling"),
    Code("99", "其他", "other"),
))  # fmt: skip

HOUSEHOLD = CodeSet("household", "the national collection of information of 2018", (
    Code("1", "农业户口", "rural"),
    Code("2", "非农业户口", "urban"),
))  # fmt: skip

HEALTH = CodeSet("health", "GB/T 2261.3-2003", (
    Code("1", "健康或良好", "good"),
    Code("2", "一般或较弱", "fair or weak"),
    Code("3", "有慢性病", "chronically ill"),
    Code("6", "残疾", "disabled"),
))  # fmt: skip

WORK_ABILITY = CodeSet("work-ability", "the national collection of information of 2018", (
    Code("1", "有劳动能力", "full"),
    Code("2", "部分丧失劳动能力", "partial"),
    Code("3", "丧失劳动能力", "none"),
))  # fmt: skip

SELF_CARE = CodeSet("self-care", "the national collection of information of 2018", (
    Code("1", "能自理", "cares for himself or herself"),
    Code("2", "需护理", "needs nursing"),
    Code("3", "半自理", "half"),
))  # fmt: skip

DISABILITY_GRADE = CodeSet("disability-grade", "军人抚恤优待条例", tuple(
    Code(str(grade), f"{zh}级", f"grade {grade}") for grade, zh in enumerate("一二三四五六七八九十", start=1)
))  # fmt: skip

DISABILITY_CAUSE = CodeSet("disability-cause", "军人抚恤优待条例", (
    Code("1", "因战", "war"),
    Code("2", "因公", "duty"),
    Code("3", "因病", "illness"),
    Code("4", "因患精神病", "mental illness"),
))  # fmt: skip

SUPPORT = CodeSet("support", "the national collection of information of 2018", (
    Code("1", "分散供养", "dispersed"),
    Code("2", "优抚医院供养", "in a hospital for preferential recipients"),
    Code("3", "光荣院供养", "in a home of honour"),
    Code("4", "居家", "at home"),
    Code("9", "其他", "other"),
))  # fmt: skip

EMPLOYMENT = CodeSet("employment", "the national collection of information of 2018", (
    Code("1", "在职", "employed"),
    Code("2", "灵活就业", "in flexible employment"),
    Code("3", "务农", "farming"),
    Code("4", "自主创业", "self-employed"),
    Code("5", "失业", "unemployed"),
    Code("6", "退休", "retired"),
    Code("9", "其他", "other"),
))  # fmt: skip

EMPLOYER = CodeSet("employer", "the national collection of information of 2018", (
    Code("1", "机关", "state organ"),
    Code("2", "事业单位", "public institution"),
    Code("3", "国有企业", "state-owned enterprise"),
    Code("4", "其他企业", "other enterprise"),
    Code("5", "村(社区)组织", "village or community organisation"),
    Code("9", "其他", "other"),
))  # fmt: skip

MEDICAL = CodeSet("medical-insurance", "the national collection of information of 2018", (
    Code("1", "城镇职工基本医疗保险", "urban employees"),
    Code("2", "城乡居民基本医疗保险", "urban and rural residents"),
    Code("3", "公费医疗", "at public expense"),
    Code("8", "未参保", "none"),
    Code("9", "其他", "other"),
))  # fmt: skip

PENSION = CodeSet("pension", "the national collection of information of 2018", (
    Code("1", "企业职工基本养老保险", "enterprise employees"),
    Code("2", "机关事业单位养老保险", "organs and institutions"),
    Code("3", "城乡居民基本养老保险", "urban and rural residents"),
    Code("8", "未参保", "none"),
    Code("9", "其他", "other"),
))  # fmt: skip

HOUSING = CodeSet("housing", "the national collection of information of 2018", (
    Code("1", "自有住房", "owned"),
    Code("2", "租赁住房", "rented"),
    Code("3", "公租房或廉租房", "public rental"),
    Code("4", "危房", "dangerous"),
    Code("5", "无房", "none"),
    Code("9", "其他", "other"),
))  # fmt: skip

# Services of the forces change; a code is only refused for a person whose years of service lie wholly outside its own.
ARM = CodeSet("arm", "the arms of the forces, dates of the reforms of 2015-12-31 and 2024-04-19", (
    Code("1", "陆军", "ground force"),
    Code("2", "海军", "navy"),
    Code("3", "空军", "air force"),
    Code("4", "第二炮兵", "second artillery", valid_from=date(1966, 7, 1), valid_to=date(2015, 12, 31)),
    Code("5", "火箭军", "rocket force", valid_from=date(2015, 12, 31)),
    Code("6", "战略支援部队", "strategic support force", valid_from=date(2015, 12, 31), valid_to=date(2024, 4, 19)),
    Code("7", "武装警察部队", "armed police", ("武警",), valid_from=date(1982, 6, 19)),
    Code("8", "联勤保障部队", "joint logistic support force", valid_from=date(2016, 9, 13)),
    Code("9", "其他", "other"),
))  # fmt: skip

RANK = CodeSet("rank", "the ranks of the forces; 士官 became 军士 on 2022-03-31", (
    Code("10", "义务兵", "conscript"),
    Code("20", "士官", "non-commissioned officer", valid_to=date(2022, 3, 31)),
    Code("21", "军士", "sergeant", valid_from=date(2022, 3, 31)),
    Code("30", "尉官", "company officer"),
    Code("40", "校官", "field officer"),
    Code("50", "将官", "general officer"),
    Code("60", "文职干部", "civilian cadre"),
    Code("90", "其他", "other"),
))  # fmt: skip

PLACEMENT = CodeSet("placement", "退役军人保障法 art 20-22", (
    Code("1", "转业", "transferred to civilian work"),
    Code("2", "复员", "demobilised"),
    Code("3", "自主就业", "finds own work"),
    Code("4", "安排工作", "work arranged"),
    Code("5", "退休", "retired"),
    Code("6", "供养", "supported"),
    Code("7", "逐月领取退役金", "monthly discharge payment"),
    Code("9", "其他", "other"),
))  # fmt: skip

CATEGORY = CodeSet(
    "category",
    "the ministry's codes of categories",
    tuple(Code(each.code.upper(), each.zh, each.en) for each in PERSON_CATEGORY.codes),
)

# What a holding of a category may say of itself; that its holder has died or moved, the file says.
HOLDING_STATES: Mapping[str, Named] = {
    code: named for code, named in CATEGORY_STATE.by_code().items() if code not in {"deceased", "moved"}
}

_ETHNICITIES = (
    "汉族 Han|蒙古族 Mongol|回族 Hui|藏族 Tibetan|维吾尔族 Uygur|苗族 Miao",
    "彝族 Yi|壮族 Zhuang|布依族 Buyei|朝鲜族 Korean|满族 Manchu|侗族 Dong",
    "瑶族 Yao|白族 Bai|土家族 Tujia|哈尼族 Hani|哈萨克族 Kazak|傣族 Dai",
    "黎族 Li|傈僳族 Lisu|佤族 Va|畲族 She|高山族 Gaoshan|拉祜族 Lahu",
    "水族 Sui|东乡族 Dongxiang|纳西族 Naxi|景颇族 Jingpo|柯尔克孜族 Kirgiz|土族 Tu",
    "达斡尔族 Daur|仫佬族 Mulao|羌族 Qiang|布朗族 Blang|撒拉族 Salar|毛南族 Maonan",
    "仡佬族 Gelao|锡伯族 Xibe|阿昌族 Achang|普米族 Pumi|塔吉克族 Tajik|怒族 Nu",
    "乌孜别克族 Uzbek|俄罗斯族 Russ|鄂温克族 Ewenki|德昂族 Deang|保安族 Bonan|裕固族 Yugur",
    "京族 Gin|塔塔尔族 Tatar|独龙族 Derung|鄂伦春族 Oroqen|赫哲族 Hezhen|门巴族 Monba",
    "珞巴族 Lhoba|基诺族 Jino",
)  # fmt: skip

ETHNICITY = CodeSet("ethnicity", "GB/T 3304-1991", (
    *(
        Code(f"{number:02}", zh, en, (zh.removesuffix("族"),))
        for number, (zh, en) in enumerate(
            (entry.split(" ") for row in _ETHNICITIES for entry in row.split("|")), start=1
        )
    ),
    Code("97", "其他", "other"),
    Code("98", "外国血统中国籍人士", "Chinese citizen of foreign descent"),
))  # fmt: skip
