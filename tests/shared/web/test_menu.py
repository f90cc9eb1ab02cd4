"""The menu, and the five of it that stand at the bottom of a phone."""

import pytest

from shared.auth.roles import Role
from shared.web.menu import short_for


@pytest.mark.parametrize(
    ("role", "between"),
    [
        (Role.BUREAU_LEADER, ["档案", "纠纷", "数据"]),
        (Role.ROOM_STAFF, ["档案", "纠纷", "数据"]),
        (Role.SECURITY_ADMINISTRATOR, ["账号", "授权"]),
    ],
)
def test_a_phone_has_what_a_role_works_with_between_what_is_due_and_the_account(role: Role, between: list[str]) -> None:
    assert [entry.short.zh for entry in short_for(frozenset({role})) if entry.short] == ["待办", *between, "我的"]
