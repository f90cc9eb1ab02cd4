"""Code lists about preferential cards."""

from shared.events.code_list import CodeList
from shared.language import Named

CARD_KIND = CodeList(
    "card-kind", "优待证种类", "kind of a preferential card",
    (
        Named("veteran", "退役军人优待证", "card of a veteran"),
        Named("survivor", "烈士、因公牺牲军人、病故军人遗属优待证", "card of a survivor"),
    ),
)  # fmt: skip
CARD_REFUSAL = CodeList(
    "card-refusal", "不予发放优待证的原因", "why somebody gets no preferential card",
    (
        Named("expelled-from-forces", "被除名或者开除军籍", "expelled or dismissed from the forces"),
        Named("political-rights", "被剥夺政治权利", "deprived of political rights"),
        Named("sentence", "服刑、羁押或者被通缉", "serves a sentence, is detained or wanted"),
        Named("expelled-from-office", "被开除党籍、公职", "expelled from the Party and from public office"),
        Named("honour", "有其他严重影响荣誉的行为", "other grave harm to honour"),
        Named("not-filed", "未建档立卡", "is not in the register"),
        Named("not-entitled", "不属于发放对象", "is not entitled to one"),
    ),
)  # fmt: skip
CARD_CANCELLATION = CodeList(
    "card-cancellation", "注销优待证的原因", "why a preferential card is cancelled",
    (
        Named("deceased", "持证人去世", "its holder has died"),
        Named("right-lost", "出现不予发放的情形", "its holder would be refused one"),
        Named("other-kind", "改领另一种优待证", "its holder chose the other kind"),
        Named("waived", "本人放弃", "its holder gives it up"),
        Named("mistaken", "发放有误", "it was issued by mistake"),
    ),
)  # fmt: skip
CARD_REPLACEMENT = CodeList(
    "card-replacement", "补换优待证的原因", "why a preferential card is replaced",
    (
        Named("lost", "遗失", "it was lost"),
        Named("damaged", "损坏", "it is damaged"),
        Named("expired", "有效期满", "its term is over"),
        Named("changed", "信息变更", "what it says has changed"),
    ),
)  # fmt: skip

LISTS_OF_CARDS: tuple[CodeList, ...] = (CARD_KIND, CARD_REFUSAL, CARD_CANCELLATION, CARD_REPLACEMENT)
