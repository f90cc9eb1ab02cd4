"""What goes wrong in visits, cards, honour plates and merit bulletins."""

from services.registry.help.parameters.mistake import BACK, Mistake
from shared.language import Text

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "visits.keep",
        "visits.keep",
        "/benefits/visits",
        Text("走访慰问的计划、走访情况登错", "a visit is wrong"),
        Text(
            "打开该记录，“更正”；已走访、未走访登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
    Mistake(
        BACK,
        "cards.keep",
        "cards.keep",
        "/benefits/cards",
        Text("优待证登错", "a preferential card is wrong"),
        Text(
            "打开该记录，“更正”；到站、发放等步骤登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
    Mistake(
        BACK,
        "honour-plates.keep",
        "honour-plates.keep",
        "/benefits/honour-plates",
        Text("光荣牌登错", "an honour plate is wrong"),
        Text(
            "打开该记录，“更正”；更换、收回、恢复登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
    Mistake(
        BACK,
        "merit-bulletins.keep",
        "merit-bulletins.keep",
        "/benefits/merit-bulletins",
        Text("立功喜报登错", "a merit bulletin is wrong"),
        Text(
            "打开该记录，“更正”；送达、退回登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
)
