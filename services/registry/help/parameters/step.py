"""A step of a day, and those that several roles begin with."""

from dataclasses import dataclass

from shared.language import Text


@dataclass(frozen=True, slots=True)
class Step:
    """`path` is where it is done: an entry of the menu that the role may open; none for what is done away from it."""

    text: Text
    path: str = ""


TO_DO = Text(
    "先看“待办”：等本人处理的和将要到期的都在这里，逾期的排在前面。",
    "Look at the first page: what waits for you and what falls due stands there, what is late first.",
)
SEARCH = Text(
    "来人办事，先按姓名或者证件号码查到档案，页面上方是可以办理的事项；看不到的，是本岗位不能办，或者该人员当前状态不能办。",
    "When somebody comes, find the file by name or number: what can be done stands at its top. What is not there your "
    "post may not do, or nobody may in that state.",
)
FAILED = Text(
    "看有没有未能送达的通知，按写明的原因核实手机号后重新发送。",
    "See which messages did not arrive; verify the number as the reason says, and send them again.",
)
DISPUTES = Text(
    "看将要到期的纠纷，调解完的办结。", "See which disputes fall due; record the outcome of those that are settled."
)
