"""From a form to a registration: every faulty field is named, or the registration can be written as it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self, cast

from services.registry.network.domain import OrgUnit, UnitKind
from services.registry.veterans.domain.consistency import inconsistencies
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.values import Flaw, Raw, Terms, Value
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.parameters.faults import FAULTS
from services.registry.veterans.parameters.fields import FIELD, FIELDS
from shared.privacy.identity_number import IdentityNumber
from shared.refusal import Conflict, FieldFault, Invalid

Form = Mapping[str, Raw]


class RegistrationInvalid(Invalid):
    """At least one field is wrong; `fields` names every one."""

    code = "registration-invalid"
    zh = "登记信息有 {fault_count} 处错误，未予登记。"
    en = "Faults in the registration: {fault_count}; nobody was registered."


class IdentityNumberInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "identity-number-invalid"
    zh = "身份证号有误。"
    en = "The identity number is wrong."


class AlreadyRegistered(Conflict):
    """A person with this identity number is registered. `fields` says where, for who may read that person's file."""

    code = "already-registered"
    zh = "该身份证号已登记，请向县退役军人服务中心查询。"
    en = "A person with this identity number is registered already; ask the county's service centre."

    @classmethod
    def at(cls, location: str, *, is_registered: bool = True) -> Self:
        """The same for who may know the unit of that name."""
        zh, en = f"已在{location}登记。", f"It is registered already at {location}."
        if not is_registered:
            zh, en = f"已在{location}提交登记，尚未办结。", f"A registration of it is being decided on at {location}."
        return cls(fields=[FieldFault("id_number", "registered-at", zh, en)])


@dataclass(frozen=True)
class Surroundings:
    """What a form is judged against: active units and divisions it may name, and where the caller may register.

    `own_village_only`: no domicile but in the division of the responsible unit, where that has one.
    """

    units: Mapping[str, OrgUnit]
    divisions: frozenset[str]
    county_code: str
    covers: Callable[[str], bool]
    own_village_only: bool = False


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """The form states otherwise than the number. The number holds until the county decides (docs/rules.md, data)."""

    field: str
    stated: str


@dataclass(frozen=True)
class Registration:
    """A person as the register takes him or her in; `values` by field name, only those that were given."""

    identity: IdentityNumber
    unit: OrgUnit
    domicile_code: str
    residence_code: str
    registered_on: date
    values: Mapping[str, Value]
    discrepancies: tuple[Discrepancy, ...]

    @property
    def is_synthetic(self) -> bool:
        return self.identity.is_synthetic

    @property
    def is_party_member(self) -> bool:
        return self.values.get("political_code") in PARTY_MEMBER_CODES


def examine(form: Form, terms: Terms, around: Surroundings) -> Registration | tuple[FieldFault, ...]:
    """The registration, or everything that is wrong with the form. Empty values count as absent."""
    values: dict[str, Value] = {}
    faults: list[FieldFault] = []
    for field in FIELDS:
        raw = form.get(field.name)
        if raw is None or raw in ("", ()):
            if field.required:
                faults.append(fault(field.name, "required"))
            continue
        read = read_value(field, raw, terms)
        if isinstance(read, Flaw):
            faults.append(fault(field.name, read.code))
        else:
            values[field.name] = read
    faults += inconsistencies(values, terms)
    faults += misplacements(values, around)
    return tuple(faults) if faults else _registration(values, terms, around)


def unit_named_in(form: Form, terms: Terms) -> str | None:
    """The code of the responsible unit the form names, if it could be one."""
    return next(iter(_named(form, terms, "org_code")), None)


def divisions_named_in(form: Form, terms: Terms) -> list[str]:
    """The codes of divisions the form names, as far as they could be some."""
    return _named(form, terms, "domicile_code", "residence_code")


def _named(form: Form, terms: Terms, *names: str) -> list[str]:
    given = [(FIELD[name], form[name]) for name in names if form.get(name) is not None]
    return [read for read in (read_value(field, raw, terms) for field, raw in given) if isinstance(read, str)]


def get_identity_number(raw: Raw, terms: Terms, *, field: str = "id_number") -> IdentityNumber:
    """The number, read from this field of a form. Raises `IdentityNumberInvalid`."""
    read = read_value(FIELD["id_number"], raw, terms)
    if isinstance(read, IdentityNumber):
        return read
    code = read.code if isinstance(read, Flaw) else "characters"
    raise IdentityNumberInvalid(fields=[fault(field, code)])


def fault(field: str, code: str) -> FieldFault:
    """A fault of the closed list, with its sentences."""
    zh, en = FAULTS[code]
    return FieldFault(field=field, code=code, zh=zh, en=en)


def misplacements(values: Mapping[str, Value], around: Surroundings) -> list[FieldFault]:
    """R2: exactly one domicile in the county and one responsible room or station."""
    found = [(name, _placing(name, str(values[name]), around)) for name in _PLACINGS if name in values]
    found.append(("domicile_code", _other_village(values, around) if around.own_village_only else None))
    return [fault(name, code) for name, code in found if code is not None]


def _placing(name: str, code: str, around: Surroundings) -> str | None:
    return _PLACINGS[name](code, around)


def _domicile(code: str, around: Surroundings) -> str | None:
    if not code.startswith(around.county_code):
        return "domicile-outside"
    return None if code in around.divisions else "division-unknown"


def _other_village(values: Mapping[str, Value], around: Surroundings) -> str | None:
    unit = around.units.get(str(values.get("org_code")))
    is_elsewhere = unit is not None and unit.division_code not in {None, values.get("domicile_code")}
    return "other-village" if is_elsewhere else None


def _residence(code: str, around: Surroundings) -> str | None:
    """People live all over the country; only this county's divisions are known."""
    inside = code.startswith(around.county_code)
    return "division-unknown" if inside and code not in around.divisions else None


def _responsible_unit(code: str, around: Surroundings) -> str | None:
    unit = around.units.get(code)
    if unit is None:
        return "org-unknown"
    if not around.covers(unit.org_path):
        return "out-of-scope"
    if not unit.takes_in:
        return "org-closing"
    return "org-kind" if unit.kind is UnitKind.CENTRE else None


_PLACINGS: Mapping[str, Callable[[str, Surroundings], str | None]] = {
    "domicile_code": _domicile,
    "residence_code": _residence,
    "org_code": _responsible_unit,
}


def _registration(values: dict[str, Value], terms: Terms, around: Surroundings) -> Registration:
    identity = cast(IdentityNumber, values["id_number"])
    domicile_code = str(values["domicile_code"])
    return Registration(
        identity=identity,
        unit=around.units[str(values["org_code"])],
        domicile_code=domicile_code,
        residence_code=str(values.get("residence_code", domicile_code)),
        registered_on=cast(date, values.get("registered_on", terms.today)),
        values=values,
        discrepancies=_discrepancies(values, identity),
    )


def _discrepancies(values: Mapping[str, Value], identity: IdentityNumber) -> tuple[Discrepancy, ...]:
    derived = {"sex_code": identity.sex_code, "birth_on": identity.birth_on.isoformat()}
    stated = {name: str(values[name]) for name in derived if name in values}
    # GB/T 2261.1: 0 unknown and 9 not stated contradict nothing.
    return tuple(
        Discrepancy(name, text)
        for name, text in stated.items()
        if text != derived[name] and not (name == "sex_code" and text in {"0", "9"})
    )
