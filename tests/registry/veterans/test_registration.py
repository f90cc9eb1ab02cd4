"""What a form must hold before anybody is registered by it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.network.domain import HostKind, OrgUnit, UnitKind
from services.registry.veterans.domain.registration import Discrepancy, Registration, Surroundings, examine
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.parameters.fields import FIELDS, PERSONAL
from shared.workbooks.columns import Kind
from tests.registry.persons import OTHER_ROOM, ROOM, ROOM_PATH, given_form

TERMS = Terms(date(2019, 4, 30), synthetic_ids_allowed=True)
VILLAGE_ROOM = OrgUnit(
    ROOM, UnitKind.ROOM, HostKind.VILLAGE, "东杨营村服务室", "411329104", ROOM, ROOM_PATH, date(2019, 1, 1), None, 1
)
CENTRE = replace(VILLAGE_ROOM, org_code="411329", kind=UnitKind.CENTRE, org_path="411329")
AROUND = Surroundings(
    {ROOM: VILLAGE_ROOM, "411329": CENTRE}, frozenset({"411329", ROOM, OTHER_ROOM}), "411329", lambda _path: True
)


def faults(around: Surroundings = AROUND, **changes: Any) -> set[tuple[str, str]]:
    examined = examine(given_form(**changes), TERMS, around)
    return {(fault.field, fault.code) for fault in examined} if isinstance(examined, tuple) else set()


def registration(**changes: Any) -> Registration:
    examined = examine(given_form(**changes), TERMS, AROUND)
    assert isinstance(examined, Registration), examined
    return examined


class TestAForm:
    def test_names_every_faulty_field_at_once_in_both_languages(self) -> None:
        examined = examine(
            given_form(id_number="999329195902260010", name=None, sex_code="7", mobile="1", org_code="411329999999"),
            TERMS,
            AROUND,
        )
        assert isinstance(examined, tuple)
        assert {(fault.field, fault.code) for fault in examined} == {
            ("id_number", "checksum"),
            ("name", "required"),
            ("sex_code", "not-in-code-set"),
            ("mobile", "phone"),
            ("org_code", "org-unknown"),
        }
        assert all(fault.zh and fault.en for fault in examined)

    def test_needs_four_fields(self) -> None:
        assert faults(id_number="", name="", domicile_code="", org_code="") == {
            (name, "required") for name in ("id_number", "name", "domicile_code", "org_code")
        }

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"registered_on": "2019-05-01"}, ("registered_on", "in-future")),
            ({"registered_on": "1959-02-25"}, ("registered_on", "before-birth")),
            ({"enlisted_on": "1984-12-02"}, ("discharged_on", "ends-before-start")),
            ({"conscript_from": "1980", "conscript_to": "1979-12"}, ("conscript_to", "ends-before-start")),
            ({"party_joined_on": "1958"}, ("party_joined_on", "before-birth")),
            ({"arm_code": "火箭军"}, ("arm_code", "not-in-force")),
            ({"rank_code": "21"}, ("rank_code", "not-in-force")),
            ({"synthetic": True, "id_number": "11010519491231002X"}, ("id_number", "synthetic-number")),
            ({"domicile_code": "110105"}, ("domicile_code", "domicile-outside")),
            ({"domicile_code": "411329999"}, ("domicile_code", "division-unknown")),
            ({"residence_code": "411329999"}, ("residence_code", "division-unknown")),
            ({"org_code": "411329"}, ("org_code", "org-kind")),
        ],
    )
    def test_must_agree_with_itself_and_the_county(self, changes: dict[str, Any], fault: tuple[str, str]) -> None:
        assert faults(**changes) == {fault}

    def test_names_only_units_the_caller_acts_for(self) -> None:
        assert faults(replace(AROUND, covers=lambda _path: False)) == {("org_code", "out-of-scope")}

    def test_takes_partial_dates_as_early_or_late_as_they_may_be(self) -> None:
        assert faults(enlisted_on="1984", discharged_on="1984-12-01") == set()
        assert faults(registered_on="1959-02-26") == set()
        assert faults(arm_code="第二炮兵", enlisted_on="1980") == set()


class TestARegistration:
    def test_takes_what_it_is_not_told_from_what_it_is(self) -> None:
        found = registration()
        assert (found.registered_on, found.residence_code) == (TERMS.today, found.domicile_code)
        assert (found.is_party_member, found.is_synthetic) == (True, True)

    def test_may_be_of_any_day_since_the_birth(self) -> None:
        assert registration(registered_on="2018-10-01").registered_on == date(2018, 10, 1)

    def test_counts_probationary_members_and_nobody_else(self) -> None:
        members = [
            code for code in (f"{n:02}" for n in range(1, 14)) if registration(political_code=code).is_party_member
        ]
        assert members == ["01", "02"]

    def test_lets_people_live_anywhere_in_the_country(self) -> None:
        assert registration(residence_code="310115").residence_code == "310115"

    def test_records_where_the_form_contradicts_the_number_and_believes_the_number(self) -> None:
        found = registration(sex_code="2", birth_on="1959-03-06")
        assert found.discrepancies == (
            Discrepancy("sex_code", "2"),
            Discrepancy("birth_on", "1959-03-06"),
        )
        assert registration(sex_code="0", birth_on="1959-02-26").discrepancies == ()


class TestTheFields:
    def test_are_named_once_in_chinese_and_english(self) -> None:
        assert len({field.name for field in FIELDS}) == len({field.zh for field in FIELDS}) == len(FIELDS)
        assert all(field.zh and field.en for field in FIELDS)

    def test_keep_whatever_names_or_reaches_a_person_encrypted(self) -> None:
        telling = {Kind.IDENTITY_NUMBER, Kind.PERSON_NAME, Kind.PHONE, Kind.ACCOUNT, Kind.TEXT}
        assert {"birth_on", *(field.name for field in FIELDS if field.kind in telling)} == {
            field.name for field in FIELDS if field.pii is PERSONAL
        }

    def test_have_a_code_set_exactly_where_they_are_codes(self) -> None:
        assert all((field.code_set is not None) == (field.kind in {Kind.CODE, Kind.CODES}) for field in FIELDS)
