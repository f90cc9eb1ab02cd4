"""Code lists about honour plates and merit bulletins."""

from shared.events.code_list import CodeList
from shared.language import Named

PLATE_HOUSEHOLD = CodeList(
    "plate-household", "光荣牌悬挂家庭", "whose household an honour plate hangs at",
    (
        Named("own", "本人家庭", "the person's own"),
        Named("parents", "另住的父母家庭", "his parents', who live apart"),
    ),
)  # fmt: skip
PLATE_GROUND = CodeList(
    "plate-ground", "光荣牌悬挂对象", "on which ground an honour plate hangs",
    (
        Named("veteran", "退役军人家庭", "family of a veteran"),
        Named("serving", "现役军人家庭", "family of somebody in service"),
        Named("martyr", "烈士遗属", "survivors of a martyr"),
        Named("death-on-duty", "因公牺牲军人遗属", "survivors of a soldier who died on duty"),
        Named("death-of-illness", "病故军人遗属", "survivors of a soldier who died of illness"),
    ),
)  # fmt: skip
PLATE_REPLACEMENT = CodeList(
    "plate-replacement", "更换光荣牌的原因", "why an honour plate is replaced",
    (
        Named("moved", "住址变更", "the household moved"),
        Named("worn", "老化破损", "it is worn"),
        Named("lost", "遗失", "it was lost"),
    ),
)  # fmt: skip
PLATE_WITHDRAWAL = CodeList(
    "plate-withdrawal", "收回光荣牌的原因", "why an honour plate is withdrawn",
    (
        Named("sentence", "被判处刑罚", "a sentence"),
        Named("penalty", "受治安管理处罚，影响恶劣", "a penalty for breach of public order, of bad effect"),
        Named("discipline", "被除名、开除", "dismissed or expelled"),
        Named("no-ground", "不符合悬挂条件", "there is no ground for it"),
    ),
)  # fmt: skip
MERIT = CodeList(
    "merit", "军人奖励", "an award of the forces",
    (
        Named("august-first-medal", "八一勋章", "August First medal"),
        Named("honorary-title", "荣誉称号", "honorary title"),
        Named("first-class", "一等功", "first-class merit"),
        Named("second-class", "二等功", "second-class merit"),
        Named("third-class", "三等功", "third-class merit"),
    ),
)  # fmt: skip
MERIT_LEVEL = CodeList(
    "merit-delivery-level", "送喜报层级", "level of who delivers a merit bulletin",
    (
        Named("province", "省级", "province"),
        Named("city", "市级", "city"),
        Named("county", "县级", "county"),
        Named("township", "乡镇级", "township"),
    ),
)  # fmt: skip
MERIT_CEREMONY = CodeList(
    "merit-ceremony", "送喜报方式", "how a merit bulletin is delivered",
    (
        Named("at-home", "入户送达，举行仪式", "at home, with a ceremony"),
        Named("together", "集中举行仪式", "at a ceremony for several"),
        Named("plain", "送达，未举行仪式", "without a ceremony"),
    ),
)  # fmt: skip
MERIT_RETURN = CodeList(
    "merit-return", "退回喜报的原因", "why a merit bulletin is returned",
    (
        Named("elsewhere", "家庭不在本县", "the family lives in another county"),
        Named("not-found", "查无此户", "there is no such family"),
        Named("mistaken", "喜报内容有误", "what the bulletin says is wrong"),
    ),
)  # fmt: skip

LISTS_OF_HONOURS: tuple[CodeList, ...] = (
    PLATE_HOUSEHOLD, PLATE_GROUND, PLATE_REPLACEMENT, PLATE_WITHDRAWAL, MERIT, MERIT_LEVEL, MERIT_CEREMONY,
    MERIT_RETURN,
)  # fmt: skip
