"""What is open at an organisation that is to be closed."""

from shared.events.clearing import Asked, OpenMatters
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import OrgCode


class OrgUnitCleared(Event, frozen=True, kw_only=True):
    """Nothing is open in benefits at a service organisation that is to be closed. An answer to `org-unit-closing`;
    the last answer holds.

    Registry closes the organisation when every service has answered so.

    拟撤销的服务机构在优待服务已无未结事项；答复拟撤销事件，以最后一次为准。各服务均如此答复后，登记服务方可撤销该机构。
    """

    org_code: OrgCode
    asked: Asked


class OrgUnitNotCleared(Event, frozen=True, kw_only=True):
    """Something is still open in benefits at a service organisation that is to be closed: cases. An answer to
    `org-unit-closing`, and again whenever the counts change; the last answer holds. Cases are ended, or handed to the
    organisation that takes over.

    Registry shows the counts, and does not close the organisation.

    拟撤销的服务机构在优待服务尚有未结事项（案件）；答复拟撤销事件，数量变化时再次答复，以最后一次为准。办结，或者移交接收机构。
    登记服务显示数量，此时不能撤销该机构。
    """

    org_code: OrgCode
    asked: Asked
    matters: OpenMatters


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "benefits.org-units", "org_code", PiiClass.P0, ("registry",))
    for contract in (OrgUnitCleared, OrgUnitNotCleared)
)
