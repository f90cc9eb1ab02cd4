"""Recipients without a veteran's file: recorded, died long ago, erased."""

from deploy.demo.accounts import LEADER
from faults.material import Intent, Material
from faults.person_intents import DOCUMENT, LONG_AGO


def record_recipient(material: Material) -> Intent:
    """Refused beyond so many an hour."""
    number, _ = material.new_person()
    body = {"id_number": number, "name": "赵兰", "org_code": material.room().code, "document": DOCUMENT}
    return Intent(
        "record-recipient", "registry", "POST", "/recipients", body, "recipient-recorded",
        lambda answer: material.recipients.append(answer["person_id"]),
    )  # fmt: skip


def end_recipient(material: Material) -> Intent:
    """Who died long ago; that it was recorded long ago too, is the arena's doing (`county.RECORDED_LONG_AGO`)."""
    person = material.recipients.pop(material.chance.randrange(len(material.recipients)))
    body = {"reason": "deceased", "ended_on": LONG_AGO, "document": DOCUMENT}
    return Intent(
        "end-recipient", "registry", "POST", f"/recipients/{person}/end", body, "recipient-ended",
        lambda _answer: material.dead_recipients.append(person),
    )  # fmt: skip


def propose_erasure(material: Material) -> Intent:
    person = material.dead_recipients.pop(material.chance.randrange(len(material.dead_recipients)))
    return Intent(
        "propose-recipient-erasure", "registry", "POST", f"/recipients/{person}/erasures", {"document": DOCUMENT}, "",
        lambda answer: material.recipient_erasures.append((answer["erasure_id"], person)),
    )  # fmt: skip


def confirm_erasure(material: Material) -> Intent:
    erasure, person = material.recipient_erasures.pop(material.chance.randrange(len(material.recipient_erasures)))
    return Intent(
        "confirm-recipient-erasure", "registry", "POST", f"/erasures/{erasure}/confirmation",
        {"file_number": person[-8:]}, "recipient-erased", account=LEADER,
    )  # fmt: skip
