"""When a person may have an account for his own affairs."""

from collections.abc import Collection

from shared.auth.roles import Role
from shared.refusal import Conflict, Forbidden


class SelfAccountExists(Conflict):
    """One account a person; a lost slip is issued again."""

    code = "self-account-exists"
    zh = "已为其开通本人账号；激活码遗失的，请重新打印激活单。"
    en = "The person has an account already; issue the slip again if it is lost."


class HoldsMore(Forbidden):
    """A station resets the account of a person, not that of a colleague."""

    code = "holds-more"
    zh = "该账号除本人事务外还有其他角色，服务站不能重新打印激活单，请联系系统管理员。"
    en = (
        "This account holds more than its holder's own affairs: a station issues no slip for it, an administrator does."
    )


def check_own_affairs_alone(held: Collection[str]) -> None:
    """`held` are the roles that the account holds or will hold. Raises `HoldsMore`."""
    if set(held) - {Role.VETERAN}:
        raise HoldsMore
