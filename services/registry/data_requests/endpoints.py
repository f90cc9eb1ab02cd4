"""Requests of persons about what is known of them."""

from functools import partial
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.data_requests.commands import close_request, open_request
from services.registry.data_requests.letters import letter_of_request
from services.registry.data_requests.queries import WantedRequests, fetch_requests
from services.registry.data_requests.schemas import (
    REQUESTS,
    AnswerForm,
    DataRequestForm,
    DataRequestOpenedView,
    DataRequestView,
)
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["data-requests"])


@router.post("/veterans/{veteran_id}/data-requests", status_code=201, responses=problems(401, 403, 404, 409))
async def post_data_request(
    veteran_id: UUID, form: DataRequestForm, work: asked.DataRequestOpener, registrar: asked.Registration
) -> DataRequestOpenedView:
    """Record what a person asks for about what is known of him · 登记个人信息权利请求

    It is due 30 days after it was received.
    """
    request_id = await open_request(work, veteran_id, form.asked(), keyring=registrar.keyring)
    return DataRequestOpenedView(request_id=request_id)


export_route(router, "/data-requests/exports", REQUESTS)


@router.get("/data-requests", responses=problems(401, 403))
async def list_data_requests(
    reading: asked.DataRequestReading,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    overdue: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DataRequestView]:
    """Requests within the caller's scope, the first due first · 个人信息权利请求列表"""
    wanted = WantedRequests(person_id, is_open, overdue)
    view = partial(DataRequestView.of, today=local_date(reading.now))
    return await fetch_requests(reading, wanted, cursor, limit, view=view)


@router.post("/data-requests/{request_id}/answer", status_code=204, responses=problems(401, 403, 404, 409))
async def post_data_request_answer(request_id: UUID, form: AnswerForm, work: asked.DataRequestAnswerer) -> None:
    """Close a request: answered, or refused with its clause · 答复个人信息权利请求"""
    await close_request(work, request_id, form.answer())


letter_route(
    router,
    "/data-requests/{request_id}/letter",
    letter_of_request,
    "The receipt of a request, or the answer to it, as PDF · 打印个人信息权利请求答复书",
)
