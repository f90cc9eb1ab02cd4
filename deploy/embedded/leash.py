"""Become another program that dies with the process that started it.

``python leash.py PARENT SIGNAL UID GID COMMAND…``: drops to UID and GID unless they are -1, asks the kernel (Linux) to
send SIGNAL when the parent ends, even by SIGKILL, and becomes COMMAND. Kept apart from the launcher because the request
does not survive a change of user, and because code between fork and exec is unsafe beside threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def become(parent: int, signal_number: int, uid: int, gid: int, command: list[str]) -> None:
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    tie_to_parent(parent, signal_number)
    os.execv(command[0], command)


def tie_to_parent(parent: int, signal_number: int) -> None:
    """From now on this process gets the signal when its parent ends; ends now if that has happened already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        raise SystemExit("the launcher is gone")


if __name__ == "__main__":
    launcher, ending, user, group = (int(word) for word in sys.argv[1:5])
    become(launcher, ending, user, group, sys.argv[5:])
