"""A service that starts looks for garbage seldom from its first import on; what else imports it does as it did."""

import subprocess
import sys

import pytest

TOLD = "import sys, gc; sys.argv[0] = {name!r}; import services; print(gc.get_threshold()[0])"


@pytest.mark.parametrize(("name", "looks_each"), [("-m", 50_000), ("-c", 700)])
def test_a_process_looks_for_garbage_seldom_before_anything_else_is_imported(name: str, looks_each: int) -> None:
    done = subprocess.run((sys.executable, "-c", TOLD.format(name=name)), capture_output=True, check=True)
    assert int(done.stdout) == looks_each
