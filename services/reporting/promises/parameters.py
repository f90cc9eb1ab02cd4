"""Which promises there are, by which events they are kept, and what may become of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.events.benefits import BenefitApproved, BenefitRefused, CaseResolved, CaseWithdrawn
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.codes import MESSAGE_FAILURE, MESSAGE_SUPPRESSION
from shared.events.contract import Event
from shared.events.registry import CategoryRecognised, CategoryRefused, VeteranRegistered, VeteranRegistrationReturned
from shared.events.reporting.bulletins import TenDayBulletinIssued
from shared.events.reporting.daily_reports import (
    DailyReportBackfilled,
    DailyReportLate,
    DailyReportMissed,
    DailyReportSubmitted,
)
from shared.language import Named


@dataclass(frozen=True, slots=True)
class Promise(Named):
    """Kept by events of these contracts, of one service or several."""

    contracts: tuple[type[Event], ...] = ()


PROMISES: Mapping[str, Promise] = {
    each.code: each
    for each in (
        Promise("registered", "登记", "registered", (VeteranRegistered,)),
        Promise(
            "decided",
            "审批决定",
            "decided",
            (VeteranRegistrationReturned, CategoryRecognised, CategoryRefused, BenefitApproved, BenefitRefused),
        ),
        Promise(
            "resolved",
            "案件办结",
            "resolved",
            (CaseResolved, CaseWithdrawn, CaseResolutionCorrected, CaseReopened),
        ),
        Promise(
            "reported",
            "报送",
            "reported",
            (
                DailyReportSubmitted,
                DailyReportLate,
                DailyReportMissed,
                DailyReportBackfilled,
                TenDayBulletinIssued,
            ),
        ),
    )
}

STEPS: Mapping[str, Named] = {
    "published": Named("published", "发布", "published"),
    "applied": Named("applied", "处理", "applied"),
    "told": Named("told", "告知", "told"),
}
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("published", "已发布", "published"),
        Named("unpublished", "待发布", "not published yet"),
        Named("applied", "已处理", "applied"),
        Named("under-way", "尚未处理", "not applied yet"),
        Named("parked", "已搁置", "parked"),
        Named("discarded", "已放弃（有原因）", "discarded, with a reason"),
        Named("nobody", "不需告知", "nobody is to be told"),
        Named("missing", "应告知，尚无通知", "owed, and no message yet"),
        Named("pending", "待发送", "waiting to be sent"),
        Named("sending", "发送中", "being sent"),
        Named("sent", "已发送", "sent"),
        Named("failed", "发送失败", "failed"),
        Named("suppressed", "未发送", "not sent"),
        Named("logged", "试用：仅记入日志", "a trial: written to the log"),
        Named("unanswered", "服务无应答", "the service does not answer"),
    )
}
# While there is one of these, a day does not close.
UNANSWERED = "unanswered"
OPEN = frozenset({"unpublished", "under-way", "parked", "missing", "pending", "sending", UNANSWERED})
# Why a message was not sent.
REASONS: Mapping[str, Named] = {**MESSAGE_FAILURE.by_code(), **MESSAGE_SUPPRESSION.by_code()}
SERVICES: Mapping[str, Named] = {
    "registry": Named("registry", "登记", "registry"),
    "benefits": Named("benefits", "优待", "benefits"),
    "reporting": Named("reporting", "统计", "reporting"),
    "notifications": Named("notifications", "通知", "notifications"),
}
# Of a difference so many ids are kept.
MOST_NAMED = 20
# How long after a look that did not close the day there is another one.
AGAIN = timedelta(hours=1)
# The same where a service did not answer: those that start together are not all there at once.
SOON = timedelta(minutes=2)
