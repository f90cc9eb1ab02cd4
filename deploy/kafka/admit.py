"""`python -m deploy.kafka.admit <user>`: let a user in by the password on standard input, and try it.

Whoever it has let in already it leaves as it is: a rotation that was cut off is taken up again (deploy/host/keys).
"""

import sys
from collections.abc import Sequence
from dataclasses import replace

from deploy.kafka import access
from deploy.kafka.__main__ import is_limited, operators
from deploy.kafka.client import is_let_in, let_in
from deploy.trouble import Trouble
from shared.followed import Followed
from shared.kafka.broker import Broker


def main(arguments: Sequence[str], password: str) -> int:
    """0 when the user is let in; else the reason, and 1. 2: no user is named, or no password given."""
    if len(arguments) != 1 or not password:
        sys.stderr.write("用法 · usage: python -m deploy.kafka.admit <user> <password-file\n")
        return 2
    known = operators()
    is_operator = arguments[0] == access.OPERATOR.name
    users = [each.user for each in known] if is_operator else [known[0].physical(arguments[0])]
    tried = [replace(known[0], user=user, password=Followed(password, lambda: None)) for user in users]
    try:
        if not any(map(is_let_in, tried)):
            broker = let_in(*known)
            _admit(broker, next(each for each in tried if not is_operator or each.user == broker.user))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


def _admit(broker: Broker, as_user: Broker) -> None:
    """By the operator `broker`. Raises Trouble."""
    if is_limited(broker):
        raise Trouble(
            f"用户 {as_user.user} 的口令由集群的管理者登记（docs/operations/kafka.md）。",
            f"the owner of the cluster sets the password of {as_user.user} (docs/operations/kafka.md).",
        )
    access.admit(broker, {as_user.user: as_user.password.get()})
    let_in(as_user)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.read().strip()))
