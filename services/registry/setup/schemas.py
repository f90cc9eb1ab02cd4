"""What the API takes to set an installation up."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field, SecretStr

from services.registry.accounts.schemas import DisplayName, SlipView, Username
from services.registry.setup.commands import Founded, Founder
from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.http.validation import RequestBody


class FounderForm(RequestBody):
    """One of the first four."""

    username: Username
    display_name: DisplayName | None = Field(None, description="the name of the role unless said otherwise")

    def founder(self, role: Role) -> Founder:
        return Founder(role, self.username, self.display_name or ROLES[role].zh)


class SetupForm(RequestBody):
    """The first four accounts. System, security and audit administration are for three people (三权分立); the leader is
    the second person for what the security administrator proposes."""

    setup_token: SecretStr = Field(max_length=256, description="the one-time token this installation was given")
    system_administrator: FounderForm
    security_administrator: FounderForm
    auditor: FounderForm
    bureau_leader: FounderForm

    def founders(self) -> Sequence[Founder]:
        """What the command takes."""
        return (
            self.system_administrator.founder(Role.SYSTEM_ADMINISTRATOR),
            self.security_administrator.founder(Role.SECURITY_ADMINISTRATOR),
            self.auditor.founder(Role.AUDITOR),
            self.bureau_leader.founder(Role.BUREAU_LEADER),
        )


class FoundedView(SlipView):
    """One of the first four accounts, and its slip."""

    role: Role

    @classmethod
    def founded(cls, founded: Founded) -> Self:
        return cls(role=founded.role, **SlipView.of(founded.slip).model_dump())
