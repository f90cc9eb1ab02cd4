"""What may happen of who is not here: he leaves the county and comes back, or was no veteran and is erased.

Each is a list of what may happen next, with its weight, as in `walk`.
"""

from collections.abc import Callable
from datetime import timedelta

from deploy.demo.lives import acts
from deploy.demo.lives.walker import Walker

Option = tuple[int, Callable[[], None]]
# A deregistration may be challenged for six months; whoever asks on the last day of a month is past them a month later.
CHALLENGED_MONTHS, ERASED_AFTER_MONTHS = 5, 7


def of_the_living(walk: Walker, number: int) -> list[Option]:
    """Who leaves, and whose return was wrong."""
    file = walk.files[number]
    found: list[Option] = []
    if file.changed_on < walk.today:
        found.append((3, lambda: walk.do(acts.Leave(walk.day_since(file.changed_on + timedelta(days=1))), number)))
    if file.moved_last == "beyond":
        found.append((1, lambda: walk.do(acts.RevokeTransfer(), number)))
    return found


def of_the_absent(walk: Walker, number: int) -> list[Option]:
    """Who lives in another county."""
    left_on = walk.files[number].places[-1][0]
    found: list[Option] = [(2, lambda: walk.do(acts.RevokeTransfer(), number))]
    if left_on < walk.today:
        on = walk.day_since(left_on + timedelta(days=1))
        found.append((5, lambda: walk.come_back(on, number)))
    return found


def of_the_void(walk: Walker, number: int) -> list[Option]:
    """Who was deregistered: it was wrong, or he is erased once nobody can challenge it."""
    if walk.files[number].is_erased:
        return [(1, lambda: walk.do(acts.RevokeDeregistration(), number, "file-erased"))]
    months = walk.month - walk.voided[number]
    found: list[Option] = [(1, lambda: walk.do(acts.RevokeDeregistration(), number))]
    if months >= ERASED_AFTER_MONTHS:
        found.append((12, lambda: walk.do(acts.Erase(), number)))
    elif months <= CHALLENGED_MONTHS:
        found.append((1, lambda: walk.do(acts.Erase(), number, "kept-until")))
    return found


def in_vain(walk: Walker, number: int) -> list[Option]:
    """Nothing more is recorded of who has died, is no longer registered, or lives in another county."""
    file = walk.files[number]
    absent = "person-transferred-out" if file.died_on is None else "person-is-deceased"
    why = "person-is-deregistered" if file.is_void else absent
    return [
        (1, lambda: walk.do(acts.Die(walk.today), number, why)),
        (1, lambda: walk.do(acts.Move(walk.any_room(), walk.today), number, why)),
        (1, lambda: walk.do(acts.Join(member=True, since=None), number, why)),
    ]
