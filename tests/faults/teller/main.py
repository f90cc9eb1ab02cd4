"""`python -m tests.faults.teller.main`: by the county's clock, by a new id, by the library."""

import sys
import time

from shared.clock import now
from shared.ids import new_id


def tell() -> None:
    sys.stdout.write(f"{now().isoformat()} {new_id()} {time.time()}\n")


if __name__ == "__main__":
    tell()
