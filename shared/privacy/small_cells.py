"""Counts of persons by unit, as those may see them who may not see persons: small ones are hidden.

Who knows that one person of a village has a late case, and knows the village, knows the person.
"""

from collections.abc import Mapping

LEAST_SHOWN = 5


def without_small_cells(counts: Mapping[str, int]) -> dict[str, int]:
    """Without those from 1 to 4, and without more of the smallest, until what is missing from a known sum is at least
    two cells and five persons. None is shown where that cannot be reached."""
    rising = sorted((count, name) for name, count in counts.items() if count)
    hidden = [cell for cell in rising if cell[0] < LEAST_SHOWN]
    rest = rising[len(hidden) :]
    while hidden and (len(hidden) < 2 or sum(count for count, _ in hidden) < LEAST_SHOWN):
        if not rest:
            return {}
        hidden.append(rest.pop(0))
    names = {name for _, name in hidden}
    return {name: count for name, count in counts.items() if name not in names}
