"""What happens to persons besides: files that are one person's, erasures, registrations that others decide on,
consents, requests, families, reporting in, yearly confirmations, paper files."""

from typing import Any

from deploy.demo.accounts import LEADER
from faults.material import ROOM_CLERK, STATION_CLERK, Intent, Material

DOCUMENT = "experiment"
LONG_AGO = "2009-04-30"
OVER = "2020-06-01"  # a day on which nothing of the load happens any more


def form(material: Material) -> dict[str, Any]:
    """Somebody new at a counter."""
    number, born_on = material.new_person()
    room, mobile = material.room(), f"1990{material.chance.randrange(10**7):07}"
    return {
        "mobile": mobile, "id_number": number, "name": "王建国", "sex_code": "1",
        "political_code": material.chance.choice(("01", "13")), "domicile_code": room.division, "org_code": room.code,
        "residence_code": room.division, "registered_on": material.day().isoformat(),
        "enlisted_on": f"{born_on.year + 18}-12-10", "discharged_on": f"{born_on.year + 21}-12-01", "synthetic": True,
    }  # fmt: skip


def hand_in(material: Material) -> Intent:
    """A room registers nobody by itself."""
    body = form(material)
    return Intent(
        "hand-in", "registry", "POST", "/veterans", body, "",
        lambda answer: material.handed_in.append((answer["veteran_id"], body)), account=ROOM_CLERK,
    )  # fmt: skip


def verify(material: Material) -> Intent:
    """The station looks at a form: mostly it agrees."""
    veteran, body = material.handed_in.pop(material.chance.randrange(len(material.handed_in)))
    at = f"/registrations/{veteran}/opinions"
    if material.chance.random() < 0.3:
        returned = {"outcome": "supplement", "reason_code": "evidence-missing"}
        return Intent(
            "return-registration", "registry", "POST", at, returned, "veteran-registration-returned",
            lambda _answer: material.returned.append((veteran, body)), account=STATION_CLERK,
        )  # fmt: skip
    return Intent(
        "verify-registration", "registry", "POST", at, {"outcome": "agree"}, "",
        lambda _answer: material.verified_forms.append(veteran), account=STATION_CLERK,
    )  # fmt: skip


def hand_in_anew(material: Material) -> Intent:
    veteran, body = material.returned.pop(material.chance.randrange(len(material.returned)))
    return Intent(
        "hand-in-anew", "registry", "POST", f"/registrations/{veteran}/submission", body, "",
        lambda _answer: material.handed_in.append((veteran, body)), account=ROOM_CLERK,
    )  # fmt: skip


def approve(material: Material) -> Intent:
    """The centre has the last word: then somebody is registered."""
    veteran = material.verified_forms.pop(material.chance.randrange(len(material.verified_forms)))
    return Intent(
        "approve-registration", "registry", "POST", f"/registrations/{veteran}/opinions", {"outcome": "agree"},
        "veteran-registered", lambda _answer: material.veterans.append(veteran),
    )  # fmt: skip


def report_duplicate(material: Material) -> Intent:
    one, other = material.chance.sample(material.veterans, 2)
    body = {"person_id": one, "other_person_id": other, "reason": "experiment"}
    return Intent(
        "report-duplicate", "registry", "POST", "/duplicates", body, "duplicate-suspected",
        lambda answer: material.pairs.append((answer["suspicion_id"], one)),
    )  # fmt: skip


def rule_out_duplicate(material: Material) -> Intent:
    pair, _ = material.pairs.pop(material.chance.randrange(len(material.pairs)))
    body = {"difference": "met-both", "reason": "experiment"}
    return Intent("rule-out", "registry", "POST", f"/duplicates/{pair}/different", body, "duplicate-ruled-out")


def propose_merge(material: Material) -> Intent:
    """Refused where one of the two has died, or holds a role."""
    pair, surviving = material.pairs.pop(material.chance.randrange(len(material.pairs)))
    body = {"surviving_id": surviving, "reason": "registered-twice", "document": DOCUMENT}
    return Intent(
        "propose-merge", "registry", "POST", f"/duplicates/{pair}/merge", body, "",
        lambda answer: material.merges.append((answer["proposal_id"], pair, surviving, "veterans-merged")),
    )  # fmt: skip


def propose_unmerge(material: Material) -> Intent:
    pair, surviving = material.merged.pop(material.chance.randrange(len(material.merged)))
    body = {"reason": "two-persons", "document": DOCUMENT}
    return Intent(
        "propose-unmerge", "registry", "POST", f"/duplicates/{pair}/unmerge", body, "",
        lambda answer: material.merges.append((answer["proposal_id"], pair, surviving, "veterans-unmerged")),
    )  # fmt: skip


def confirm_merge(material: Material) -> Intent:
    """Or its undoing. What the merged file is asked about afterwards is refused."""
    proposal, pair, surviving, event = material.merges.pop(material.chance.randrange(len(material.merges)))
    then = material.merged if event == "veterans-merged" else material.pairs
    return Intent(
        "confirm-merge", "registry", "POST", f"/merges/{proposal}/confirmation", {"surviving_id": surviving}, event,
        lambda _answer: then.append((pair, surviving)), account=LEADER,
    )  # fmt: skip


def record_old_death(material: Material) -> Intent:
    """Of somebody who was dead before he was registered. That it was recorded long ago too, so that he may be erased by
    now, is the arena's doing (`county.RECORDED_LONG_AGO`)."""
    veteran = material.veterans.pop(material.chance.randrange(len(material.veterans)))
    body = {"died_on": LONG_AGO, "source": "medical-certificate", "document": DOCUMENT}
    return Intent(
        "record-old-death", "registry", "POST", f"/veterans/{veteran}/death", body, "veteran-deceased",
        lambda _answer: material.long_dead.append(veteran),
    )  # fmt: skip


def propose_erasure(material: Material) -> Intent:
    veteran = material.long_dead.pop(material.chance.randrange(len(material.long_dead)))
    return Intent(
        "propose-erasure", "registry", "POST", f"/veterans/{veteran}/erasures", {"document": DOCUMENT}, "",
        lambda answer: material.erasures.append((answer["erasure_id"], veteran)),
    )  # fmt: skip


def confirm_erasure(material: Material) -> Intent:
    erasure, veteran = material.erasures.pop(material.chance.randrange(len(material.erasures)))
    return Intent(
        "confirm-erasure", "registry", "POST", f"/erasures/{erasure}/confirmation", {"file_number": veteran[-8:]},
        "person-erased", account=LEADER,
    )  # fmt: skip


def record_consent(material: Material) -> Intent:
    """Refused where it holds already."""
    veteran = material.chance.choice(material.veterans)
    purpose = material.chance.choice(("media", "training", "merchants"))
    body = {"agreed_to": purpose, "form": "written", "given_on": "2019-05-06", "document": DOCUMENT}
    return Intent(
        "record-consent", "registry", "POST", f"/veterans/{veteran}/consents", body, "consent-recorded",
        lambda answer: material.consents.append(answer["consent_id"]),
    )  # fmt: skip


def withdraw_consent(material: Material) -> Intent:
    consent = material.consents.pop(material.chance.randrange(len(material.consents)))
    body = {"ground": "by-person", "withdrawn_on": OVER}
    return Intent("withdraw-consent", "registry", "POST", f"/consents/{consent}/withdrawal", body, "consent-withdrawn")


def open_request(material: Material) -> Intent:
    veteran = material.chance.choice(material.veterans)
    body = {"kind": "access", "asked_by": "person", "received_on": "2019-05-06", "document": DOCUMENT}
    return Intent(
        "open-request", "registry", "POST", f"/veterans/{veteran}/data-requests", body, "data-request-opened",
        lambda answer: material.requests.append(answer["request_id"]),
    )  # fmt: skip


def answer_request(material: Material) -> Intent:
    request = material.requests.pop(material.chance.randrange(len(material.requests)))
    body = {"outcome": "granted", "document": DOCUMENT}
    return Intent("answer-request", "registry", "POST", f"/data-requests/{request}/answer", body, "data-request-closed")


def record_relation(material: Material) -> Intent:
    """A relative who has no file; refused beyond so many an hour."""
    veteran, (number, _) = material.chance.choice(material.veterans), material.new_person()
    body = {"id_number": number, "name": "李志强", "relation": "sibling", "document": DOCUMENT}
    return Intent(
        "record-relation", "registry", "POST", f"/veterans/{veteran}/family", body, "family-relation-recorded",
        lambda answer: material.relations.append(answer["relation_id"]),
    )  # fmt: skip


def revoke_relation(material: Material) -> Intent:
    relation = material.relations.pop(material.chance.randrange(len(material.relations)))
    body = {"reason": "unfounded", "document": DOCUMENT}
    at = f"/family-relations/{relation}/revocation"
    return Intent("revoke-relation", "registry", "POST", at, body, "family-relation-revoked")


def report_in(material: Material) -> Intent:
    """Long after the discharge that the file names."""
    veteran, discharged_on = material.unreported.pop(material.chance.randrange(len(material.unreported)))
    body = {"discharged_on": discharged_on, "reported_on": "2019-05-06", "document": DOCUMENT}
    return Intent(
        "report-in", "registry", "POST", f"/veterans/{veteran}/report-in", body, "discharge-reported-in",
        lambda _answer: material.reported.append(veteran),
    )  # fmt: skip


def revoke_report_in(material: Material) -> Intent:
    veteran = material.reported.pop(material.chance.randrange(len(material.reported)))
    body = {"reason": "another-person", "document": DOCUMENT}
    at = f"/veterans/{veteran}/report-in/revocation"
    return Intent("revoke-report-in", "registry", "POST", at, body, "discharge-report-revoked")


def confirm_yearly(material: Material) -> Intent:
    """Refused where the year is confirmed already."""
    veteran, year = material.chance.choice(material.veterans), material.chance.choice((2020, 2021))
    body = {
        "year": year, "method": "in-person", "result": "unchanged", "confirmed_on": f"{year}-05-06",
        "document": DOCUMENT,
    }  # fmt: skip
    at = f"/veterans/{veteran}/confirmations"
    return Intent("confirm-yearly", "registry", "POST", at, body, "annual-confirmation-recorded")


def receive_archive(material: Material) -> Intent:
    veteran = material.unreceived.pop(material.chance.randrange(len(material.unreceived)))
    body = {"papers": ["ranks", "awards"], "checked_on": "2019-05-06", "document": DOCUMENT}
    return Intent("receive-archive", "registry", "POST", f"/veterans/{veteran}/archive", body, "archive-received")
