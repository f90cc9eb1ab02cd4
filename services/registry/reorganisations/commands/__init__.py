"""What can be done about units as a whole.

- `moving`    to another parent, with all below, and back
- `carrying`  what a unit holds goes to another one, piece by piece; `acts`: how a piece of each kind goes
- `closing`   to be closed, asked again, kept after all, closed
- `reopening` a closure that was recorded wrongly
- `taking_back`  such a move, a merger or a split as a whole; `returning`: how a piece of each kind comes back
- `merging`   into another unit, which takes over all it holds; or a new unit takes over a part
"""

from services.registry.reorganisations.commands.carrying import carry_holdings, move_holdings, stop_holdings_move
from services.registry.reorganisations.commands.closing import (
    ask_org_unit_closing_again,
    begin_org_unit_closing,
    close_org_unit,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.commands.merging import finish_merger, merge_org_unit, split_org_unit
from services.registry.reorganisations.commands.moving import move_org_unit, revoke_org_unit_move
from services.registry.reorganisations.commands.reopening import revoke_org_unit_closure
from services.registry.reorganisations.commands.taking_back import take_holdings_back

__all__ = [
    "ask_org_unit_closing_again",
    "begin_org_unit_closing",
    "carry_holdings",
    "close_org_unit",
    "finish_merger",
    "merge_org_unit",
    "move_holdings",
    "move_org_unit",
    "revoke_org_unit_closure",
    "revoke_org_unit_move",
    "split_org_unit",
    "stop_holdings_move",
    "take_holdings_back",
    "withdraw_org_unit_closing",
]
