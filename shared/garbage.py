"""When Python looks for reference cycles.

Its defaults suit a script; a consumer of thousands of events a second spent a third of its time looking at what was
alive.
"""

import gc

# New objects between two looks. What a service makes is freed by its reference count; cycles are rare (a traceback).
YOUNG = 50_000
# Looks at the young between two at the middle-aged, and of those between two at everything.
MIDDLE, ALL = 20, 50


def look_seldom() -> None:
    """Call first: what a process is built of stays, and looking at it again and again took an eighth of a start."""
    gc.set_threshold(YOUNG, MIDDLE, ALL)


def settle() -> None:
    """Call once, when the process is built: what is there now stays for good and is not looked at again."""
    look_seldom()
    gc.collect()
    gc.freeze()
