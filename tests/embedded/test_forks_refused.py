"""Where the system forks no process, or does not tell of its end."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.forks import CAN_FORK
from deploy.embedded.site import Ports
from tests.embedded.given import ROOT

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="Linux alone")

LIMITED = """
import resource, sys
from dataclasses import replace
from pathlib import Path
import psutil
from deploy.embedded.configuration import write_secrets
from deploy.embedded.forks import Forks
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import worker_of
site = Site(Path(sys.argv[1]), Ports.model_validate_json(sys.argv[2]))
write_secrets(site)
printing = worker_of(site, "notifications")
printing = replace(printing, argv=(*printing.argv, "sql"))
with Forks(site, ("notifications",)) as forks:
    forks.wait_until_imported()
    (forking,) = psutil.Process().children()
    (forked_from,) = forking.children()
    _, most = resource.prlimit(forked_from.pid, resource.RLIMIT_NPROC)
    resource.prlimit(forked_from.pid, resource.RLIMIT_NPROC, (0, most))
    for _ in range(2):
        try:
            forks.start(printing)
        except OSError as error:
            print(error.errno, flush=True)
    resource.prlimit(forked_from.pid, resource.RLIMIT_NPROC, (most, most))
    running = forks.start(printing)
    print(running.process.wait(60), forked_from.is_running())
"""
# No limit of processes holds root; who is nobody, and may read what root may, is held by one.
AS_NOBODY = (
    ("setpriv", "--reuid=64999", "--clear-groups", "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
    if os.geteuid() == 0
    else ()
)
# As on a kernel before 5.3, which does not know the call (its number is the same on all machines).
WITHOUT_PIDFD = """
import ctypes, errno, struct
calls = ctypes.CDLL(None, use_errno=True)
def step(code, true, false, value): return struct.pack("HBBI", code, true, false, value)
asked, is_it = step(0x20, 0, 0, 0), step(0x15, 0, 1, 434)
steps = (asked, is_it, step(0x06, 0, 0, 0x50000 | errno.ENOSYS), step(0x06, 0, 0, 0x7FFF0000))
kept = ctypes.create_string_buffer(b"".join(steps))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(kept)))
assert calls.prctl(38, 1, 0, 0, 0) == 0
assert calls.prctl(22, 2, program, 0, 0) == 0, ctypes.get_errno()
from deploy.embedded.forks import CAN_FORK
print(CAN_FORK)
"""


class TestWhereNoProcessCanBeForked:
    def test_the_reason_is_told_and_it_is_tried_again(self, tmp_path: Path) -> None:
        argv = (*AS_NOBODY, sys.executable, "-c", LIMITED, str(tmp_path), Ports.free().model_dump_json())
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.stdout.split() == [str(errno.EAGAIN), str(errno.EAGAIN), "0", "True"], done.stderr

    def test_each_starts_by_itself_on_a_kernel_that_does_not_tell_of_ends(self) -> None:
        argv = (sys.executable, "-c", WITHOUT_PIDFD)
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.stdout.split() == ["False"], done.stderr
