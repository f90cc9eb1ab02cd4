"""What is filled in for each act: where it goes and what it says."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from deploy.demo.lives import acts
from deploy.demo.lives.county import Ground
from deploy.demo.people import Person

MEMBER, NO_MEMBER = "01", "13"
ELSEWHERE = "411321"  # another county of the city
REFUSED_BECAUSE = {"refuse": "not-a-veteran", "supplement": "evidence-missing"}

Body = dict[str, Any]


class Paper(NamedTuple):
    """About one file: the path below it, what it says besides the document, and whether only the centre may hand it
    in."""

    path: str
    says: Callable[[Any, Person, Ground], Body]
    of_the_centre: bool = False


def _moved(kind: str, room: str, on: date, ground: Ground) -> Body:
    return {"kind": kind, "division": ground.division_of(room), "unit": room, "moved_on": f"{on}"}


OF_A_FILE: Mapping[type[acts.Act], Paper] = {
    acts.Die: Paper("death", lambda act, *_: {"died_on": f"{act.on}", "source": "medical-certificate"}),
    acts.RevokeDeath: Paper("death/revocation", lambda *_: {"reason": "unfounded"}, True),
    acts.Move: Paper("relocations", lambda act, _, ground: _moved("domicile", act.room, act.on, ground)),
    acts.Reside: Paper("relocations", lambda act, _, ground: _moved("residence", act.room, act.on, ground)),
    acts.RevokeMove: Paper("relocations/revocation", lambda *_: {"kind": "domicile", "reason": "wrong-place"}, True),
    acts.Return: Paper(
        "transfer-in",
        lambda act, _, ground: {
            "division": ELSEWHERE,
            "moved_on": f"{act.on}",
            "org_code": act.room,
            "domicile_code": ground.division_of(act.room),
        },
        True,
    ),
    acts.RevokeTransfer: Paper("transfers/revocation", lambda *_: {"reason": "wrong-facts"}, True),
    acts.Join: Paper(
        "corrections/political_code",
        lambda act, *_: {
            "value": MEMBER if act.member else NO_MEMBER,
            "holds_from": f"{act.since}" if act.since else None,
        },
    ),
    acts.Deregister: Paper("deregistration", lambda *_: {"reason": "not-a-veteran"}, True),
    acts.RevokeDeregistration: Paper("deregistration/revocation", lambda *_: {"reason": "evidence-found"}, True),
    acts.ReportIn: Paper(
        "report-in",
        lambda act, person, _: {"discharged_on": f"{person.discharged_on}", "reported_on": f"{act.on}"},
    ),
}


def form_of(person: Person, applied: acts.Apply, ground: Ground) -> Body:
    """A registration."""
    division = ground.division_of(applied.room)
    stated = {"registered_on": f"{applied.stated_on}"} if applied.stated_on else {}
    return {
        "id_number": person.id_number, "name": person.name, "sex_code": person.sex, "ethnicity_code": "01",
        "political_code": MEMBER if applied.member else NO_MEMBER, "domicile_code": division,
        "residence_code": division, "org_code": applied.room, "enlisted_on": f"{person.enlisted_on}",
        "discharged_on": f"{person.discharged_on}", "synthetic": True, **stated,
    }  # fmt: skip


def opinion_of(act: acts.Opine, note: str) -> Body:
    """A refusal says why, and what it rests on."""
    why = {"reason_code": REFUSED_BECAUSE[act.outcome]} if act.outcome in REFUSED_BECAUSE else {}
    clause = {"clause": "示例办法第三条"} if act.outcome == "refuse" else {}
    return {"outcome": act.outcome, "note": note, **why, **clause}


def case_of_file(room: str, applicant_id: str, opened_on: date, summary: str) -> Body:
    """A dispute."""
    return {
        "kind": "dispute", "org_code": room, "applicant_id": applicant_id, "parties_count": 2,
        "opened_on": f"{opened_on}", "summary": f"示例纠纷：{summary}",
    }  # fmt: skip
