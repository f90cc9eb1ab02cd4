"""Whether a purpose needs what is asked for."""

from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.parameters.purposes import PURPOSES
from shared.refusal import FieldFault, Invalid


class PurposeUnfit(Invalid):
    """`fields` says what the group is opened for."""

    code = "purpose-unfit"
    zh = "该用途不需要查看这类信息。"
    en = "This purpose does not need what was asked for."


def must_need(purpose: str, group: Group) -> None:
    """Raises `PurposeUnfit`."""
    opened_for = sorted(GROUPS[group].purposes)
    if purpose not in opened_for:
        named = "、".join(f"{code}（{PURPOSES[code].zh}）" for code in opened_for)
        raise PurposeUnfit(
            fields=[
                FieldFault(
                    "purpose",
                    "does-not-need-it",
                    f"应为以下之一：{named}。",
                    f"Must be one of: {', '.join(opened_for)}.",
                )
            ]
        )
