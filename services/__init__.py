"""The four services."""

import sys

from shared import garbage

if sys.argv[0] == "-m":  # so it is while Python looks for the module that it was told to run: here, one of a service
    garbage.look_seldom()
