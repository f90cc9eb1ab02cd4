"""What services answer when an organisation is to be closed (`org-unit-closing`): the words of their contracts."""

from typing import Annotated

from msgspec import Meta, Struct

from shared.events.service_codes import OPEN_MATTER

Asked = Annotated[
    int, Meta(ge=1, description="sequence of the `org-unit-closing` that it answers · 所答复的拟撤销事件的序号")
]


class OpenMatter(Struct, frozen=True, kw_only=True, gc=False):
    """What is still open there, and how much of it · 未结事项及数量"""

    matter: Annotated[str, OPEN_MATTER.field("what is open · 未结事项")]
    count: Annotated[int, Meta(ge=1, description="how many · 数量")]


OpenMatters = Annotated[
    tuple[OpenMatter, ...], Meta(min_length=1, description="what is open, each once · 未结事项，不重复")
]
