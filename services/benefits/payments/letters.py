"""What somebody is handed who is paid: that it was granted, suspended, resumed, ended or corrected, and why."""

from uuid import UUID

from services.benefits.dependencies import Keys, PaymentReading
from services.benefits.directory.queries import names_of_units
from services.benefits.payments.parameters import REASONS
from services.benefits.payments.schemas.entitlements import WholeEntitlementView, whole_entitlement
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, same
from shared.letters.remedies import AGAINST_A_DECISION
from shared.web.formats import yuan

_TITLES = {
    "granted": Text("待遇发放通知书", "A benefit is granted"),
    "suspended": Text("待遇停发决定书", "A benefit is suspended"),
    "resumed": Text("待遇恢复发放通知书", "A benefit is resumed"),
    "ended": Text("待遇终止决定书", "A benefit is ended"),
    "corrected": Text("待遇更正决定书", "A benefit is corrected"),
}


async def letter_of_entitlement(entitlement_id: UUID, reading: PaymentReading, keyring: Keys) -> Letter:
    """Of what was done last. Raises `EntitlementNotFound`."""
    each = await whole_entitlement(reading, keyring, entitlement_id)
    last = each.acts[-1]
    unit = (await names_of_units(reading.connection, [each.org_code])).get(each.org_code, each.org_code)
    return Letter(
        title=_TITLES[last.act],
        paragraphs=[_said(each)],
        issued_by=unit,
        issued_on=local_date(last.done_at),
        about=entitlement_id,
        reason=REASONS[last.reason_code] if last.reason_code else None,
        clause=same(last.document),
        remedy=AGAINST_A_DECISION,
    )


def _said(each: WholeEntitlementView) -> Text:
    last, what = each.acts[-1], Text(f"您享受的“{each.programme}”", f"Your benefit {each.programme}")
    month = _in_words(last.month)
    match last.act:
        case "suspended":
            end = Text(f"自{month}起停发。", f" is not paid from {last.month} on.")
        case "resumed":
            end = Text(f"自{month}起恢复发放。", f" is paid from {last.month} on again.")
        case "ended":
            end = Text(f"发放至{month}止。", f" is paid for {last.month} for the last time.")
        case _:
            end = _months(each)
    return Text(what.zh + end.zh, what.en + end.en)


def _months(each: WholeEntitlementView) -> Text:
    """From when on, until when, and how much as of today's tables."""
    until = Text("", "")
    if each.last_month:
        until = Text(f"发放至{_in_words(each.last_month)}止，", f", for {each.last_month} for the last time")
    much = Text("金额另行核定。", ". How much is still to be decided.")
    if each.fen is not None:
        much = Text(f"标准为{yuan(each.fen)}元。", f": {yuan(each.fen)} yuan.")
    return Text(
        f"自{_in_words(each.first_month)}起发放，{until.zh}{much.zh}",
        f" is paid from {each.first_month} on{until.en}{much.en}",
    )


def _in_words(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月"
