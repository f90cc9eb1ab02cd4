"""Code lists about visits to veterans and their families."""

from shared.events.code_list import CodeList
from shared.language import Named

VISIT_OCCASION = CodeList(
    "visit-occasion", "走访慰问时机", "on which occasion somebody is visited",
    (
        Named("spring-festival", "春节", "Spring Festival"),
        Named("army-day", "八一建军节", "Army Day"),
        Named("return", "退役返乡", "return from service"),
        Named("merit", "立功受奖", "merit in service"),
        Named("illness", "患病住院", "illness"),
        Named("bereavement", "去世治丧", "a death"),
        Named("disaster", "遭受灾害", "disaster"),
        Named("hardship", "生活困难", "hardship"),
        Named("other", "其他", "another occasion"),
    ),
)  # fmt: skip
VISIT_LEVEL = CodeList(
    "visit-level", "走访慰问层级", "level of who visits",
    (
        Named("county", "县级", "county"),
        Named("township", "乡镇级", "township"),
        Named("village", "村级", "village"),
    ),
)  # fmt: skip
VISIT_MISS = CodeList(
    "visit-miss", "未走访原因", "why a visit was not made",
    (
        Named("deceased", "已去世", "has died"),
        Named("away", "外出", "is away"),
        Named("moved", "已迁走", "has moved"),
        Named("declined", "本人谢绝", "does not want it"),
        Named("not-reached", "联系不上", "was not reached"),
        Named("other", "其他", "another reason"),
    ),
)  # fmt: skip

LISTS_OF_VISITS: tuple[CodeList, ...] = (VISIT_OCCASION, VISIT_LEVEL, VISIT_MISS)
