"""Codes of thirty seconds (RFC 6238)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from services.registry.second_factor.domain import Factor, is_required, matching_step, new_enrolment
from shared.auth.caller import Grant
from shared.auth.roles import Role
from shared.ids import new_id

# The key of the RFC's test vectors, "12345678901234567890", in base 32.
FACTOR = Factor("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", is_confirmed=True, last_step=0)
AT = datetime.fromtimestamp(1_111_111_109, UTC)
STEP = 1_111_111_109 // 30
CODE = "081804"  # of that moment, by the RFC's appendix B


class TestACode:
    def test_is_that_of_the_moment(self) -> None:
        assert matching_step(FACTOR, CODE, at=AT) == STEP
        assert matching_step(FACTOR, "081 804", at=AT) == STEP

    @pytest.mark.parametrize(("seconds", "works"), [(-31, True), (31, True), (-61, False), (61, False)])
    def test_is_taken_a_step_early_or_late(self, seconds: int, works: bool) -> None:
        at = datetime.fromtimestamp(STEP * 30 + 15, UTC) + timedelta(seconds=seconds)
        assert (matching_step(FACTOR, CODE, at=at) == STEP) is works

    def test_is_taken_once_and_no_earlier_one_after_it(self) -> None:
        used = replace(FACTOR, last_step=STEP)
        earlier = pyotp.TOTP(FACTOR.secret).at((STEP - 1) * 30)
        assert matching_step(used, CODE, at=AT) is None
        assert matching_step(used, earlier, at=AT) is None

    @pytest.mark.parametrize("code", ["", "000000", "81804", "０８１８０４", "081804\x00"])
    def test_is_no_other_text(self, code: str) -> None:
        assert matching_step(FACTOR, code, at=AT) is None


class TestAnEnrolment:
    def test_names_account_and_system_to_the_app(self) -> None:
        enrolment = new_enrolment("zhao", issuer="退役军人")
        uri = urlsplit(enrolment.uri)
        assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
        assert parse_qs(uri.query) == {"secret": [enrolment.secret], "issuer": ["退役军人"]}
        assert len(enrolment.secret) == 32
        assert enrolment.secret not in repr(enrolment)


class TestASecondFactor:
    def test_is_required_of_administrators_and_leaders(self) -> None:
        required = {role for role in Role if is_required([Grant(new_id(), role, "411329", "test")])}
        assert required >= {Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_LEADER}
        assert not required & {Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF, Role.VETERAN}
