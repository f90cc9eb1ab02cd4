"""The menu, and the five of it that stand at the bottom of a phone."""

import pytest

from shared.auth.permissions import HeldRoles
from shared.auth.roles import Role
from shared.web.menu import groups_for, short_for
from tests.given import CENTRE, given_caller


@pytest.mark.parametrize(
    ("role", "between"),
    [
        (Role.BUREAU_LEADER, ["档案", "纠纷", "数据"]),
        (Role.ROOM_STAFF, ["档案", "纠纷", "数据"]),
        (Role.SECURITY_ADMINISTRATOR, ["账号", "授权"]),
    ],
)
def test_a_phone_has_what_a_role_works_with_between_what_is_due_and_the_account(role: Role, between: list[str]) -> None:
    held = HeldRoles.of(given_caller(role).grants)
    assert [entry.short.zh for entry in short_for(held) if entry.short] == ["待办", *between, "我的"]


def test_what_is_the_whole_county_s_is_shown_to_nobody_who_has_the_role_for_a_part_of_it() -> None:
    shown = [groups_for(HeldRoles.of(given_caller(Role.CENTRE_STAFF, at).grants)) for at in (CENTRE, f"{CENTRE}.s01")]
    of_county, of_part = ({entry.path for _, entries in groups for entry in entries} for groups in shown)
    assert of_county - of_part == {"/registry/duplicates"}
