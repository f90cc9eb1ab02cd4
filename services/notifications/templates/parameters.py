"""Channels, purposes and templates as data.

A message without purpose and legal basis cannot be written (never must N1 happen).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.events.codes import MESSAGE_CHANNEL
from shared.language import Named, Text

ChannelCode = Literal["sms"]
PurposeCode = Literal["case-progress"]


@dataclass(frozen=True, slots=True)
class Purpose(Named):
    """Why people are told something, and by which law they may be. People opt out by purpose."""

    code: PurposeCode
    legal_basis: Text


@dataclass(frozen=True, slots=True)
class Template:
    """A text of one channel. `placeholders` are all that is filled in besides the signature: dates, never content."""

    code: str
    channel: ChannelCode
    text: str
    placeholders: frozenset[str]
    purpose: Purpose


CHANNELS: Mapping[str, Named] = MESSAGE_CHANNEL.by_code()

CASE_PROGRESS = Purpose(
    "case-progress",
    "告知申请事项的办理进度",
    "telling applicants how their matter stands",
    Text(
        "个人信息保护法第十三条第一款第三项、第三十四条（履行法定职责）；退役军人保障法第六十六条（维护权益的服务）",
        "PIPL art 13(1)(3) and 34 (statutory duty); Veterans Security Law art 66 (rights protection as a service)",
    ),
)

TEMPLATES: Mapping[str, Template] = {
    template.code: template
    for template in (
        Template(
            "case-resolved",
            "sms",
            "【{signature}】您申请的调解事项已于{resolved_on}办结，如有疑问请与所在服务室联系。",
            frozenset({"resolved_on"}),
            CASE_PROGRESS,
        ),
        Template(
            "case-withdrawn",
            "sms",
            "【{signature}】您申请的调解事项已于{withdrawn_on}撤回。如非本人意愿或需重新申请，请与所在服务室联系。",
            frozenset({"withdrawn_on"}),
            CASE_PROGRESS,
        ),
    )
}

PURPOSES: Mapping[PurposeCode, Purpose] = {template.purpose.code: template.purpose for template in TEMPLATES.values()}
