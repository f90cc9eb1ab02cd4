"""What persons ask for about what is known of them, by the rights that the law gives them."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.privacy_codes import DATA_REQUEST_KIND, DATA_REQUEST_OUTCOME, DATA_REQUEST_REFUSAL

RequestId = Annotated[UUID, Meta(description="one request, UUIDv7 · 一项请求的编号")]
RequestKind = Annotated[str, DATA_REQUEST_KIND.field("what is asked for · 类别")]
Clause = Annotated[str, DATA_REQUEST_REFUSAL.field("the clause · 依据")]
Refusal = Annotated[Clause | None, Meta(description="the clause, of a refusal alone · 不予办理的依据，其他为空")]


class DataRequestOpened(Event, frozen=True, kw_only=True):
    """A person, or who may speak for one, asked for something by the rights that the law gives persons.

    No service applies it yet; notifications will tell the person by when it is answered.

    本人或有权代其提出的人行使个人信息权利，请求已登记。尚无服务处理，通知服务将据此告知答复期限。
    """

    request_id: RequestId
    person_id: PersonId
    org_path: OrgPath
    kind: RequestKind
    received_on: CalendarDate
    due_on: Annotated[CalendarDate, Meta(description="last day for an answer · 答复期限")]


class DataRequestClosed(Event, frozen=True, kw_only=True):
    """A request was answered, or is none any more. A refusal names its clause.

    No service applies it yet; notifications will tell the person how it ended.

    请求已答复或不再办理；不予办理的注明依据。尚无服务处理，通知服务将据此告知结果。
    """

    request_id: RequestId
    person_id: PersonId
    org_path: OrgPath
    kind: RequestKind
    outcome: Annotated[str, DATA_REQUEST_OUTCOME.field("how it ended · 结果")]
    clause: Refusal = None
    closed_on: CalendarDate


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.data-requests", "request_id", PiiClass.P1, ())
    for contract in (DataRequestOpened, DataRequestClosed)
)
