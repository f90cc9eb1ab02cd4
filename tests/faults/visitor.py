"""Passes a crash point three times, then says how it was started. Run by test_crashpoints.py."""

import sys

from shared.crashpoint import reach

if __name__ == "__main__":
    for visit in range(3):
        sys.stdout.write(f"{visit}\n")
        sys.stdout.flush()
        reach("relay.after-ack")
    sys.stdout.write(f"{__name__} {' '.join(sys.argv[1:])}\n")
