"""The rarer commands of the load: registers handed in as files, corrections, deaths, deregistrations, moves, views in
clear, grants, programmes, snapshots."""

from datetime import date, timedelta

from deploy.demo.accounts import LEADER, SECURITY
from faults.material import FIRST_DAY, Intent, Material

IMPORTED = (
    "身份证号", "姓名", "户籍地代码", "常住地代码", "服务室代码", "入伍日期", "退役日期", "登记日期", "合成数据",
)  # fmt: skip


def import_register(material: Material) -> Intent:
    """A register of a few rows, worked off by and by; now and then a number stands in it twice."""
    people = [material.new_person() for _ in range(material.chance.randint(1, 4))]
    lines = [IMPORTED, *(_line(material, *material.chance.choice((person, people[0]))) for person in people)]
    content = "\n".join(",".join(line) for line in lines).encode()
    return Intent("import", "registry", "POST", "/imports", {}, "", file=content)


def _line(material: Material, number: str, born_on: date) -> tuple[str, ...]:
    room = material.room()
    served = f"{born_on.year + 18}-12-10", f"{born_on.year + 21}-12-01"
    return number, "李志强", str(room.division), str(room.division), room.code, *served, "2019-02-20", "是"


def correct_membership(material: Material) -> Intent:
    """Of the whole time since the registration. Refused when the file says so already."""
    veteran = material.chance.choice(material.veterans)
    body = {"value": material.chance.choice(("02", "13")), "document": "experiment"}
    path = f"/veterans/{veteran}/corrections/political_code"
    return Intent("correct-membership", "registry", "POST", path, body, "veteran-profile-updated")


def record_death(material: Material) -> Intent:
    veteran = material.veterans.pop(material.chance.randrange(len(material.veterans)))
    body = {"died_on": "2019-04-25", "source": "medical-certificate", "document": "experiment"}
    return Intent(
        "record-death", "registry", "POST", f"/veterans/{veteran}/death", body, "veteran-deceased",
        lambda _answer: material.dead.append(veteran),
    )  # fmt: skip


def revoke_death(material: Material) -> Intent:
    veteran = material.dead.pop(material.chance.randrange(len(material.dead)))
    body = {"reason": "another-person", "document": "experiment"}
    return Intent(
        "revoke-death", "registry", "POST", f"/veterans/{veteran}/death/revocation", body, "death-record-revoked",
        lambda _answer: material.veterans.append(veteran),
    )  # fmt: skip


def deregister(material: Material) -> Intent:
    """Living or dead."""
    people = material.chance.choice([each for each in (material.veterans, material.dead) if each])
    veteran = people.pop(material.chance.randrange(len(people)))
    body = {"reason": "entered-by-mistake", "document": "experiment"}
    return Intent(
        "deregister", "registry", "POST", f"/veterans/{veteran}/deregistration", body, "veteran-deregistered",
        lambda _answer: material.deregistered.append(veteran),
    )  # fmt: skip


def revoke_deregistration(material: Material) -> Intent:
    """What is living of them afterwards, is not built on."""
    veteran = material.deregistered.pop(material.chance.randrange(len(material.deregistered)))
    body = {"reason": "evidence-found", "document": "experiment"}
    return Intent(
        "revoke-deregistration", "registry", "POST", f"/veterans/{veteran}/deregistration/revocation", body,
        "deregistration-revoked",
    )  # fmt: skip


def relocate(material: Material) -> Intent:
    """Refused where it is not after the registration and the last move."""
    veteran, room = material.chance.choice(material.veterans), material.room()
    kind = material.chance.choice(("domicile", "residence"))
    moved_on = material.day().isoformat()
    body = {
        "kind": kind, "division": room.division, "unit": room.code, "moved_on": moved_on, "document": "experiment",
    }  # fmt: skip
    return Intent(
        "relocate", "registry", "POST", f"/veterans/{veteran}/relocations", body, "veteran-relocated",
        lambda _answer: material.moved.append((veteran, kind)),
    )  # fmt: skip


def revoke_relocation(material: Material) -> Intent:
    """Refused for who has died since, or is deregistered."""
    veteran, kind = material.moved.pop(material.chance.randrange(len(material.moved)))
    body = {"kind": kind, "reason": "wrong-date", "document": "experiment"}
    return Intent(
        "revoke-relocation", "registry", "POST", f"/veterans/{veteran}/relocations/revocation", body,
        "relocation-revoked",
    )  # fmt: skip


def start_leaving(material: Material) -> Intent:
    veteran = material.veterans.pop(material.chance.randrange(len(material.veterans)))
    body = {"division": "411321", "document": "experiment"}
    return Intent(
        "start-leaving", "registry", "POST", f"/veterans/{veteran}/transfer-out", body, "veteran-transfer-out-started",
        lambda _answer: material.leaving.append(veteran),
    )  # fmt: skip


def leave(material: Material) -> Intent:
    """Refused before it is started anew, and again once it was completed."""
    veteran = material.chance.choice(material.leaving)
    body = {"moved_on": "2019-04-24", "paid_through_month": "2019-12", "document": "experiment"}
    return Intent(
        "leave", "registry", "POST", f"/veterans/{veteran}/transfer-out/completion", body,
        "veteran-transfer-out-completed",
    )  # fmt: skip


def come_back(material: Material) -> Intent:
    """Refused for who has not left."""
    veteran, room = material.chance.choice(material.leaving), material.room()
    body = {
        "division": "411321", "moved_on": "2019-04-25", "org_code": room.code, "domicile_code": room.division,
        "document": "experiment",
    }  # fmt: skip
    return Intent(
        "come-back", "registry", "POST", f"/veterans/{veteran}/transfer-in", body, "veteran-transferred-in"
    )  # fmt: skip


def revoke_transfer(material: Material) -> Intent:
    veteran = material.leaving.pop(material.chance.randrange(len(material.leaving)))
    body = {"reason": "not-carried-out", "document": "experiment"}
    return Intent(
        "revoke-transfer", "registry", "POST", f"/veterans/{veteran}/transfers/revocation", body, "transfer-revoked"
    )  # fmt: skip


def disclose(material: Material) -> Intent:
    veteran = material.chance.choice(material.veterans)
    body = {"purpose": "case-handling", "reason": "experiment", "fields": ["id_number"]}
    return Intent(
        "disclose", "registry", "POST", f"/veterans/{veteran}/disclosures", body, "sensitive-record-viewed"
    )  # fmt: skip


def propose_grant(material: Material) -> Intent:
    """Refused when the account holds the same already, or it is proposed."""
    body = {
        "account_id": material.grantee, "role": material.chance.choice(("room-staff", "mediator")),
        "org_code": material.room().code, "purpose": "experiment",
    }  # fmt: skip
    return Intent(
        "propose-grant", "registry", "POST", "/grants", body, "",
        lambda answer: material.proposals.append(answer["grant_id"]), account=SECURITY,
    )  # fmt: skip


def confirm_grant(material: Material) -> Intent:
    grant = material.proposals.pop(material.chance.randrange(len(material.proposals)))
    return Intent(
        "confirm-grant", "registry", "POST", f"/grants/{grant}/confirmation", {}, "grant-given",
        lambda _answer: material.grants.append(grant), account=LEADER,
    )  # fmt: skip


def revoke_grant(material: Material) -> Intent:
    grant = material.grants.pop(material.chance.randrange(len(material.grants)))
    return Intent(
        "revoke-grant", "registry", "POST", f"/grants/{grant}/revocation", {"reason": "experiment"}, "grant-revoked",
        account=SECURITY,
    )  # fmt: skip


def draft_programme(material: Material) -> Intent:
    """The next version of one of three, in force from a later day. Refused while another one waits."""
    day = (FIRST_DAY + timedelta(days=next(material.programmes))).isoformat()
    programme = {
        "programme_code": f"experiment-{material.chance.randrange(3)}", "name": "体检优惠", "valid_from": day,
        "rules": [{"code": "one", "source": "experiment", "text": f"自 {day} 起"}],
    }  # fmt: skip
    body = {"programme": programme, "document": "experiment"}
    return Intent(
        "draft-programme", "benefits", "POST", "/programme-drafts", body, "",
        lambda answer: material.drafts.append(answer["proposal_id"]),
    )  # fmt: skip


def activate_programme(material: Material) -> Intent:
    """Refused where a later one is in force."""
    draft = material.drafts.pop(material.chance.randrange(len(material.drafts)))
    return Intent(
        "activate-programme", "benefits", "POST", f"/programme-drafts/{draft}/activation", {"version": 1},
        "programme-published", account=LEADER,
    )  # fmt: skip


def freeze(material: Material) -> Intent:
    """Publishes nothing when an equal snapshot is there."""
    return Intent("freeze", "reporting", "POST", "/snapshots", {"as_of": material.day().isoformat()}, "")
