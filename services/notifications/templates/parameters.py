"""Channels, purposes and templates as data.

A message without purpose and legal basis cannot be written (never must N1 happen).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from shared.events.codes import MESSAGE_CHANNEL
from shared.language import Named, Text

ChannelCode = Literal["sms"]
PurposeCode = Literal["case-progress", "job-push"]


@dataclass(frozen=True, slots=True)
class Purpose(Named):
    """Why people are told something, and by which law they may be. People opt out by purpose; `consent` is what they
    have to consent to first, a word of the code list consent-purpose."""

    code: PurposeCode
    legal_basis: Text
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A text of one channel. `placeholders` are all that is filled in besides the signature: dates and counts, never
    content. After `holds` it says what is no longer so, and is not sent any more."""

    code: str
    channel: ChannelCode
    text: str
    placeholders: frozenset[str]
    purpose: Purpose
    holds: timedelta | None = None


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

JOB_PUSH = Purpose(
    "job-push",
    "推送适合的招聘岗位",
    "telling of work that suits",
    Text(
        "个人信息保护法第十三条第一款第一项（本人同意）；退役军人保障法第三十九条（就业推荐）",
        "PIPL art 13(1)(1) (consent); Veterans Security Law art 39 (recommending work)",
    ),
    consent="job-platform",
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
        Template(
            "case-resolution-corrected",
            "sms",
            "【{signature}】您申请的调解事项的办结登记已更正，办结日期为{resolved_on}，以更正后的告知书为准，如有疑问请与所在服务室联系。",
            frozenset({"resolved_on"}),
            CASE_PROGRESS,
        ),
        Template(
            "case-reopened",
            "sms",
            "【{signature}】您申请的调解事项此前误登记为结束，已于{reopened_on}恢复办理，如有疑问请与所在服务室联系。",
            frozenset({"reopened_on"}),
            CASE_PROGRESS,
        ),
        Template(
            "job-push",
            "sms",
            "【{signature}】自{week}起一周，有{postings}个适合您的招聘岗位，可用本人账号或到服务室查看。"
            "不愿再接收的，可用本人账号停止，也可告知服务室。",
            frozenset({"week", "postings"}),
            JOB_PUSH,
            holds=timedelta(days=7),
        ),
    )
}

PURPOSES: Mapping[PurposeCode, Purpose] = {template.purpose.code: template.purpose for template in TEMPLATES.values()}
