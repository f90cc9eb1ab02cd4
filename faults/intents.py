"""The commands that the load consists of: what each asks for, what it publishes, what the next ones can build on."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from faults import book_intents, category_intents, person_intents, recipient_intents
from faults.material import Body, Case, Intent, Material
from faults.rare_intents import (
    activate_programme,
    come_back,
    confirm_grant,
    correct_membership,
    deregister,
    disclose,
    draft_programme,
    freeze,
    import_register,
    leave,
    propose_grant,
    record_death,
    relocate,
    revoke_death,
    revoke_deregistration,
    revoke_grant,
    revoke_relocation,
    revoke_transfer,
    start_leaving,
)


def register(material: Material) -> Intent:
    body = person_intents.form(material)
    return Intent(
        "register", "registry", "POST", "/veterans", body, "veteran-registered",
        lambda answer: _registered(material, answer["veteran_id"], body),
    )  # fmt: skip


def _registered(material: Material, veteran: str, body: Body) -> None:
    material.veterans.append(veteran)
    material.unverified.append((veteran, body["mobile"]))
    material.unreported.append((veteran, body["discharged_on"]))
    material.unreceived.append(veteran)
    material.unapplied.append(veteran)


def appoint_mediator(material: Material) -> Intent:
    veteran = material.chance.choice(material.veterans)
    body = {"kind": "mediator", "org_code": material.room().code, "assumed_on": "2019-02-01", "source": "experiment"}
    return Intent(
        "appoint-mediator", "registry", "POST", f"/veterans/{veteran}/social-roles", body, "social-role-assumed",
        lambda _answer: material.mediators.append(veteran),
    )  # fmt: skip


def begin_term(material: Material) -> Intent:
    veteran = material.chance.choice(material.veterans)
    body = {"kind": "entrepreneur", "assumed_on": "2019-02-01", "source": "experiment"}
    return Intent(
        "begin-term", "registry", "POST", f"/veterans/{veteran}/social-roles", body, "social-role-assumed",
        lambda answer: material.terms.append(answer["role_id"]),
    )  # fmt: skip


def end_term(material: Material) -> Intent:
    role = material.terms.pop(material.chance.randrange(len(material.terms)))
    body = {"ended_on": "2019-03-01", "reason": "experiment"}
    return Intent("end-term", "registry", "POST", f"/social-roles/{role}/end", body, "social-role-ended")


def rename(material: Material) -> Intent:
    room = material.room()
    body = {"name": f"{room.name}·{material.chance.randrange(10**6)}", "renamed_on": "2019-04-01"}
    return Intent("rename", "registry", "POST", f"/org-units/{room.code}/name", body, "org-unit-renamed")


def open_case(material: Material) -> Intent:
    applicant = material.chance.choice(material.veterans)
    body = {
        "kind": "dispute", "org_code": material.room().code, "applicant_id": applicant, "parties_count": 2,
        "opened_on": "2019-03-04", "summary": "邻里排水",
    }  # fmt: skip
    return Intent(
        "open-case", "benefits", "POST", "/cases", body, "case-opened",
        lambda answer: material.opened.append(Case(answer["case_id"], applicant)),
    )  # fmt: skip


def assign_case(material: Material) -> Intent:
    case = material.opened.pop(material.chance.randrange(len(material.opened)))
    mediator = material.chance.choice(material.mediators)
    body = {"mediator_ids": [mediator], "assigned_on": "2019-03-06"}
    return Intent(
        "assign-case", "benefits", "POST", f"/cases/{case.case_id}/assignment", body, "case-assigned",
        lambda _answer: material.assigned.append(replace(case, mediator=mediator)),
    )  # fmt: skip


def resolve_case(material: Material) -> Intent:
    case = material.assigned.pop(material.chance.randrange(len(material.assigned)))
    body = {"outcome": "agreement-reached", "resolved_on": "2019-04-08", "document": "调解协议"}
    return Intent(
        "resolve-case", "benefits", "POST", f"/cases/{case.case_id}/resolution", body, "case-resolved",
        lambda _answer: material.resolved.append(case),
    )  # fmt: skip


def correct_resolution(material: Material) -> Intent:
    """Of another day, of mediation that failed after all: it counts otherwise, and may be reopened all the same."""
    case = material.chance.choice(material.resolved)
    body = {
        "outcome": material.chance.choice(["agreement-reached", "failed"]), "resolved_on": "2019-04-09",
        "document": f"调解协议{material.chance.randrange(10**6)}", "mediator_ids": [case.mediator],
        "reason": "experiment",
    }  # fmt: skip
    return Intent(
        "correct-resolution", "benefits", "POST", f"/cases/{case.case_id}/resolution/correction", body,
        "case-resolution-corrected",
    )  # fmt: skip


def reopen_case(material: Material) -> Intent:
    """Of one that was resolved, or withdrawn before or after it was assigned."""
    cases = material.chance.choice([each for each in (material.resolved, material.withdrawn) if each])
    case = cases.pop(material.chance.randrange(len(cases)))
    back = material.assigned if case.mediator else material.opened
    return Intent(
        "reopen-case", "benefits", "POST", f"/cases/{case.case_id}/reopening", {"reason": "experiment"},
        "case-reopened",
        lambda _answer: back.append(case),
    )  # fmt: skip


def withdraw_case(material: Material) -> Intent:
    """Before or after it was assigned."""
    cases = material.chance.choice([each for each in (material.opened, material.assigned) if each])
    case = cases.pop(material.chance.randrange(len(cases)))
    body = {"reason": "by-applicant", "withdrawn_on": "2019-04-08"}
    return Intent(
        "withdraw-case", "benefits", "POST", f"/cases/{case.case_id}/withdrawal", body, "case-withdrawn",
        lambda _answer: material.withdrawn.append(case),
    )  # fmt: skip


def verify_number(material: Material) -> Intent:
    """Refused beyond so many an hour."""
    veteran, mobile = material.unverified.pop(material.chance.randrange(len(material.unverified)))
    body = {"value": mobile, "verification": "in-person"}
    return Intent(
        "verify-number", "registry", "POST", f"/veterans/{veteran}/mobile/verification", body,
        "contact-point-verified", lambda _answer: material.verified.append(veteran),
    )  # fmt: skip


def withdraw_number(material: Material) -> Intent:
    veteran = material.verified.pop(material.chance.randrange(len(material.verified)))
    body = {"reason": "not-the-persons"}
    return Intent(
        "withdraw-number", "registry", "POST", f"/veterans/{veteran}/mobile/withdrawal", body,
        "contact-point-withdrawn",
    )  # fmt: skip


def keep_contact(material: Material) -> Intent:
    """Of someone who is to hear of his case, when there is one."""
    waiting = [case.applicant for case in (*material.opened, *material.assigned)]
    person = material.chance.choice(waiting or material.veterans)
    body = {"value": f"1990{material.chance.randrange(10**7):07}", "verification": "in-person"}
    return Intent("keep-contact", "notifications", "PUT", f"/persons/{person}/contact-points/sms", body, "")


Make = Callable[[Material], Intent]


@dataclass(frozen=True, slots=True)
class Share:
    """How often a command is asked for, and when there is something to ask it about."""

    make: Make
    weight: int
    possible: Callable[[Material], bool] = lambda _material: True


SHARES = (
    Share(register, 10),
    Share(appoint_mediator, 3, lambda m: bool(m.veterans)),
    Share(begin_term, 3, lambda m: bool(m.veterans)),
    Share(end_term, 2, lambda m: bool(m.terms)),
    Share(rename, 1),
    Share(open_case, 5, lambda m: bool(m.veterans)),
    Share(assign_case, 6, lambda m: bool(m.opened and m.mediators)),
    Share(resolve_case, 8, lambda m: bool(m.assigned)),
    Share(withdraw_case, 1, lambda m: bool(m.opened or m.assigned)),
    Share(correct_resolution, 1, lambda m: bool(m.resolved)),
    Share(reopen_case, 1, lambda m: len(m.resolved) > 3 or bool(m.withdrawn)),
    Share(keep_contact, 3, lambda m: bool(m.veterans)),
    Share(verify_number, 2, lambda m: bool(m.unverified)),
    Share(withdraw_number, 1, lambda m: bool(m.verified)),
    Share(import_register, 1),
    Share(correct_membership, 2, lambda m: bool(m.veterans)),
    Share(record_death, 1, lambda m: len(m.veterans) > 5),
    Share(revoke_death, 1, lambda m: bool(m.dead)),
    Share(deregister, 1, lambda m: len(m.veterans) > 5),
    Share(revoke_deregistration, 1, lambda m: bool(m.deregistered)),
    Share(relocate, 2, lambda m: bool(m.veterans)),
    Share(revoke_relocation, 1, lambda m: bool(m.moved)),
    Share(start_leaving, 1, lambda m: len(m.veterans) > 5),
    Share(leave, 2, lambda m: bool(m.leaving)),
    Share(come_back, 1, lambda m: bool(m.leaving)),
    Share(revoke_transfer, 1, lambda m: bool(m.leaving)),
    Share(disclose, 1, lambda m: bool(m.veterans)),
    Share(propose_grant, 1, lambda m: bool(m.grantee)),
    Share(confirm_grant, 2, lambda m: bool(m.proposals)),
    Share(revoke_grant, 1, lambda m: bool(m.grants)),
    Share(draft_programme, 1),
    Share(activate_programme, 1, lambda m: bool(m.drafts)),
    Share(freeze, 1),
    Share(person_intents.hand_in, 2),
    Share(person_intents.verify, 3, lambda m: bool(m.handed_in)),
    Share(person_intents.hand_in_anew, 2, lambda m: bool(m.returned)),
    Share(person_intents.approve, 3, lambda m: bool(m.verified_forms)),
    Share(person_intents.report_duplicate, 2, lambda m: len(m.veterans) > 5),
    Share(person_intents.rule_out_duplicate, 1, lambda m: len(m.pairs) > 3),
    Share(person_intents.propose_merge, 2, lambda m: bool(m.pairs)),
    Share(person_intents.propose_unmerge, 1, lambda m: bool(m.merged)),
    Share(person_intents.confirm_merge, 3, lambda m: bool(m.merges)),
    Share(person_intents.record_old_death, 1, lambda m: len(m.veterans) > 5),
    Share(person_intents.propose_erasure, 2, lambda m: bool(m.long_dead)),
    Share(person_intents.confirm_erasure, 2, lambda m: bool(m.erasures)),
    Share(recipient_intents.record_recipient, 1),
    Share(recipient_intents.end_recipient, 1, lambda m: bool(m.recipients)),
    Share(recipient_intents.propose_erasure, 2, lambda m: bool(m.dead_recipients)),
    Share(recipient_intents.confirm_erasure, 2, lambda m: bool(m.recipient_erasures)),
    Share(book_intents.record_project, 1),
    Share(book_intents.correct_project, 1, lambda m: bool(m.projects)),
    Share(book_intents.revoke_project, 1, lambda m: len(m.projects) > 3),
    Share(book_intents.record_meeting, 1),
    Share(book_intents.correct_meeting, 1, lambda m: bool(m.meetings)),
    Share(book_intents.revoke_meeting, 1, lambda m: len(m.meetings) > 3),
    Share(person_intents.record_consent, 1, lambda m: bool(m.veterans)),
    Share(person_intents.withdraw_consent, 1, lambda m: bool(m.consents)),
    Share(person_intents.open_request, 1, lambda m: bool(m.veterans)),
    Share(person_intents.answer_request, 1, lambda m: bool(m.requests)),
    Share(person_intents.record_relation, 1, lambda m: bool(m.veterans)),
    Share(person_intents.revoke_relation, 1, lambda m: len(m.relations) > 3),
    Share(person_intents.report_in, 1, lambda m: bool(m.unreported)),
    Share(person_intents.revoke_report_in, 1, lambda m: len(m.reported) > 3),
    Share(person_intents.confirm_yearly, 1, lambda m: bool(m.veterans)),
    Share(person_intents.receive_archive, 1, lambda m: bool(m.unreceived)),
    Share(category_intents.apply_for_category, 2, lambda m: bool(m.unapplied)),
    Share(category_intents.apply_by_proxy, 1, lambda m: bool(m.proxies)),
    Share(category_intents.supplement_application, 1, lambda m: bool(m.returned_applications)),
    Share(category_intents.look_at_application, 3, lambda m: bool(m.applications)),
    Share(category_intents.decide_on_application, 2, lambda m: bool(m.verified_applications)),
    Share(category_intents.withdraw_application, 1, lambda m: len(m.applications) > 3),
    Share(category_intents.suspend, 1, lambda m: bool(m.enjoyed)),
    Share(category_intents.resume, 1, lambda m: bool(m.suspended)),
    Share(category_intents.authorise_proxy, 1, lambda m: bool(m.veterans)),
    Share(category_intents.revoke_proxy, 1, lambda m: len(m.proxies) + len(m.authorities) > 3),
)


def next_intent(material: Material, left_out: Collection[Make] = ()) -> Intent:
    possible = [share for share in SHARES if share.make not in left_out and share.possible(material)]
    (share,) = material.chance.choices(possible, [share.weight for share in possible])
    return share.make(material)
