"""What is done in a round of selection.

- `rounds`      opening, correcting, cancelling it; going on to another stage
- `nominations` nominating, correcting, withdrawing; what offices say
- `results`     votes, the panel's points, a draw
- `publicity`   publishing who is to be awarded; objections
- `granting`    awards granted and revoked
- `holding`     the round of a transaction, its result, and what all of these write
"""

from services.benefits.awards.commands.granting import grant_awards, revoke_award
from services.benefits.awards.commands.nominations import (
    correct_nomination,
    nominate,
    vet_nominee,
    withdraw_nomination,
)
from services.benefits.awards.commands.publicity import (
    object_to_nominee,
    publish_selection,
    settle_selection_objection,
)
from services.benefits.awards.commands.results import count_votes, draw_lots, score_nominees
from services.benefits.awards.commands.rounds import (
    cancel_selection,
    correct_selection,
    move_selection,
    open_selection,
)

__all__ = [
    "open_selection",
    "correct_selection",
    "cancel_selection",
    "move_selection",
    "nominate",
    "correct_nomination",
    "withdraw_nomination",
    "vet_nominee",
    "count_votes",
    "score_nominees",
    "draw_lots",
    "publish_selection",
    "object_to_nominee",
    "settle_selection_objection",
    "grant_awards",
    "revoke_award",
]
