"""Categories: applied for at a room's counter, by a proxy too, decided on by three hands, suspended and resumed. And
proxies: authorised, revoked."""

from datetime import timedelta
from typing import Any

from faults.material import ROOM_CLERK, STATION_CLERK, Intent, Material
from faults.person_intents import DOCUMENT, OVER
from shared.clock import local_date, now

CATEGORY, CLAUSE = "42", "pension-2019-53"
APPLIED_ON, RECOGNISED_ON = "2019-05-06", "2019-06-03"
AUTHORISED_DAYS = 300


def apply_for_category(material: Material) -> Intent:
    """Once for each, so that each application is told."""
    veteran = material.unapplied.pop(material.chance.randrange(len(material.unapplied)))
    return _applying(material, "apply-for-category", veteran, {}, "category-applied")


def apply_by_proxy(material: Material) -> Intent:
    """Refused where the authority is revoked, and where the veteran has applied already."""
    proxy, veteran = material.proxies.pop(material.chance.randrange(len(material.proxies)))
    event = "category-applied" if veteran in material.unapplied else ""
    material.unapplied = [each for each in material.unapplied if each != veteran]
    material.authorities.append(proxy)
    return _applying(material, "apply-by-proxy", veteran, {"proxy_id": proxy}, event)


def supplement_application(material: Material) -> Intent:
    """What the station returned, the room hands in anew; nothing is told of that."""
    veteran = material.returned_applications.pop(material.chance.randrange(len(material.returned_applications)))
    return _applying(material, "supplement-application", veteran, {}, "")


def _applying(material: Material, kind: str, veteran: str, more: dict[str, Any], event: str) -> Intent:
    body = {
        "category": CATEGORY, "evidence_kind": "discharge-certificate", "document": DOCUMENT,
        "certificate": "豫优字第42号", "applied_on": APPLIED_ON, **more,
    }  # fmt: skip
    return Intent(
        kind, "registry", "POST", f"/veterans/{veteran}/category-applications", body, event,
        lambda answer: material.applications.append((answer["holding_id"], veteran)), account=ROOM_CLERK,
    )  # fmt: skip


def look_at_application(material: Material) -> Intent:
    """The station mostly agrees."""
    holding, veteran = material.applications.pop(material.chance.randrange(len(material.applications)))
    at = f"/category-holdings/{holding}/opinions"
    if material.chance.random() < 0.3:
        returned = {"outcome": "supplement", "reason_code": "evidence-missing"}
        return Intent(
            "return-application", "registry", "POST", at, returned, "category-returned",
            lambda _answer: material.returned_applications.append(veteran), account=STATION_CLERK,
        )  # fmt: skip
    return Intent(
        "verify-application", "registry", "POST", at, {"outcome": "agree"}, "",
        lambda _answer: material.verified_applications.append(holding), account=STATION_CLERK,
    )  # fmt: skip


def decide_on_application(material: Material) -> Intent:
    """The centre has the last word."""
    holding = material.verified_applications.pop(material.chance.randrange(len(material.verified_applications)))
    at = f"/category-holdings/{holding}/opinions"
    if material.chance.random() < 0.2:
        refuses = {"outcome": "refuse", "reason_code": "no-proof", "clause": CLAUSE}
        return Intent("refuse-category", "registry", "POST", at, refuses, "category-refused")
    agrees = {"outcome": "agree", "recognised_on": RECOGNISED_ON, "has_benefit": True, "clause": CLAUSE}
    return Intent(
        "recognise", "registry", "POST", at, agrees, "category-recognised",
        lambda _answer: material.enjoyed.append(holding),
    )  # fmt: skip


def withdraw_application(material: Material) -> Intent:
    """Before the station has looked at it."""
    holding, _ = material.applications.pop(material.chance.randrange(len(material.applications)))
    body = {"reason": "withdrawn", "document": DOCUMENT}
    return Intent(
        "withdraw-application", "registry", "POST", f"/category-holdings/{holding}/withdrawal", body,
        "category-cancelled", account=ROOM_CLERK,
    )  # fmt: skip


def suspend(material: Material) -> Intent:
    holding = material.enjoyed.pop(material.chance.randrange(len(material.enjoyed)))
    return _changing(holding, "suspend", "under-review", "category-suspended", material.suspended)


def resume(material: Material) -> Intent:
    holding = material.suspended.pop(material.chance.randrange(len(material.suspended)))
    return _changing(holding, "resume", "review-passed", "category-resumed", material.enjoyed)


def _changing(holding: str, act: str, reason: str, event: str, then: list[str]) -> Intent:
    body = {"act": act, "reason_code": reason, "effective_on": OVER, "document": DOCUMENT}
    at = f"/category-holdings/{holding}/changes"
    return Intent(f"{act}-category", "registry", "POST", at, body, event, lambda _answer: then.append(holding))


def authorise_proxy(material: Material) -> Intent:
    """Somebody who has no file; refused beyond so many an hour."""
    veteran, (number, _) = material.chance.choice(material.veterans), material.new_person()
    until = local_date(now()) + timedelta(days=AUTHORISED_DAYS)
    body = {
        "id_number": number, "name": "李志强", "scope": material.chance.choice(("all-matters", "benefits", "card")),
        "ground": "advanced-age", "until": until.isoformat(), "document": DOCUMENT,
    }  # fmt: skip
    return Intent(
        "authorise-proxy", "registry", "POST", f"/veterans/{veteran}/proxies", body, "proxy-authorised",
        lambda answer: material.proxies.append((answer["proxy_id"], veteran)),
    )  # fmt: skip


def revoke_proxy(material: Material) -> Intent:
    """One that has applied, or one that has not."""
    unused = [proxy for proxy, _ in material.proxies]
    proxy = material.chance.choice(material.authorities + unused)
    material.authorities = [each for each in material.authorities if each != proxy]
    body = {"revoked_on": local_date(now()).isoformat(), "reason": "recorded-in-error", "document": DOCUMENT}
    return Intent("revoke-proxy", "registry", "POST", f"/proxies/{proxy}/revocation", body, "proxy-revoked")
