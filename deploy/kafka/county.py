"""`python -m deploy.kafka.county <prefix>`: what the owner of a cluster does for a county that shares it.

On standard input a line for each user, `<user> <password>`: the services, `operator`, senders of notices. They are let
in under the county's prefix, with the rights that are written; its operator may do what can be limited to the prefix.
Run again it changes what is new. As who may do everything: of the installation that the cluster belongs to.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from deploy.kafka import access
from deploy.kafka.__main__ import as_user
from deploy.kafka.client import let_in
from deploy.trouble import Trouble
from shared.kafka.broker import Broker

# As of VETERANS_KAFKA_PREFIX.
PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def let_county_in(owner: Broker, county: str, passwords: Mapping[str, str]) -> access.Applied:
    """`passwords` by user, without the prefix. Raises Trouble."""
    if not PREFIX.fullmatch(county):
        raise Trouble(
            f"前缀 {county} 只能由小写字母、数字和连字符组成，不以连字符开头，至多 40 个。",
            f"the prefix {county} must be of lower-case letters, digits and hyphens, 40 at most, no hyphen first.",
        )
    users = (*access.listed(), access.OPERATOR)
    if unknown := ", ".join(sorted(set(passwords) - {user.name for user in users})):
        raise Trouble(f"没有这些用户：{unknown}。", f"there are no such users: {unknown}.")
    broker = replace(owner, prefix=f"{county}.")
    access.admit(broker, {broker.physical(user): password for user, password in passwords.items()})
    return access.apply(broker, users)


def main(arguments: Sequence[str], lines: Sequence[str]) -> int:
    """0 when they are let in; else the reason, and 1. 2: no county is named, or a line is not user and password."""
    words = [line.split() for line in lines if line.strip()]
    if len(arguments) != 1 or not words or any(len(each) != 2 for each in words):
        sys.stderr.write("用法 · usage: python -m deploy.kafka.county <prefix> <file: user password\n")
        return 2
    try:
        owner = let_in(as_user(access.OPERATOR.name, "kafka_operator_password", ""))
        given = let_county_in(owner, arguments[0], dict(words))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stdout.write(f"{given}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.read().splitlines()))
