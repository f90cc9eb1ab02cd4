"""`python -m deploy.kafka.admit <user>`: let a user in by the password on standard input, and try it.

Whoever it has let in already it leaves as it is: a rotation that was cut off is taken up again (deploy/host/keys).
"""

import sys
from collections.abc import Sequence
from dataclasses import replace

from deploy.kafka import access
from deploy.kafka.__main__ import operator
from deploy.kafka.client import is_let_in, let_in
from deploy.trouble import Trouble
from shared.followed import Followed


def main(arguments: Sequence[str], password: str) -> int:
    """0 when the user is let in; else the reason, and 1. 2: no user is named, or no password given."""
    if len(arguments) != 1 or not password:
        sys.stderr.write("用法 · usage: python -m deploy.kafka.admit <user> <password-file\n")
        return 2
    known = operator()
    user = arguments[0] if arguments[0] == known.user else known.physical(arguments[0])
    as_user = replace(known, user=user, password=Followed(password, lambda: None))
    try:
        if not is_let_in(as_user):
            access.admit(let_in(known), {user: password})
            let_in(as_user)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.read().strip()))
