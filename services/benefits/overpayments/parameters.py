"""How money comes back, and where what is asked back stands."""

from collections.abc import Mapping

from shared.events.benefit_codes import RECOVERY_WAY
from shared.language import Named

RECOVERY_ALONE = "recovery-alone"
"""The table of amounts that says up to which sum one person alone records what came back of an overpayment, all
together; without a line of it, any."""

WAYS: Mapping[str, Named] = RECOVERY_WAY.by_code()
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("open", "追回中", "asked back"),
        Named("confirming", "追回待核对", "what came back is to be confirmed"),
        Named("recovered", "已追回", "recovered"),
        Named("written-off", "不再追回", "written off"),
        Named("withdrawn", "已撤销", "withdrawn"),
    )
}
