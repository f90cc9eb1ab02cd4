"""Fetches that name what changed since the last one, and no more: a fetch session (KIP-227).

aiokafka names all partitions of a member in each request, and the broker answers of all of them. A service reads some
five hundred, of which a few have news: the lines of the others, written and read in Python each time, cost more than
the events. A broker keeps what it was told once, and answers of what there is something to say of. Of what an answer
leaves out there is no news, which is how aiokafka takes it.

Whenever an answer was not seen, or was a refusal, all are named anew.
"""

import copy
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.api import Request
from aiokafka.protocol.fetch import FetchRequest, FetchRequest_v11, FetchResponse_v11

_LAST_EPOCH = 2**31 - 1

Places = Mapping[tuple[str, int], tuple[int, int]]
"""By topic and partition, the offset to read from and how many bytes at most."""


class FetchSessions:
    """aiokafka's client, as a fetcher sees it: a session with each broker."""

    def __init__(self, client: AIOKafkaClient) -> None:
        self._client = client
        self._sessions: dict[int, _Session] = defaultdict(_Session)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def send(self, node_id: int, request: Request[Any]) -> Any:
        """Raises what aiokafka raises."""
        if not isinstance(request, FetchRequest):
            return await self._client.send(node_id, request)
        session, wanted = self._sessions[node_id], _places_in(request)
        self._sessions[node_id] = session.begun_anew()  # unless the answer is seen
        answer = await self._client.send(node_id, _Fetch(request, session, wanted))
        self._sessions[node_id] = session.after(answer, wanted)
        return answer


@dataclass(frozen=True, slots=True)
class _Session:
    """What the broker calls it, the number of the next request, and what it was told so far. A request of number 0
    names all, and ends the session that it says it comes from."""

    id: int = 0
    epoch: int = 0
    told: Places = field(default_factory=dict)

    def begun_anew(self) -> Self:
        return replace(self, epoch=0, told={})

    def after(self, answer: FetchResponse_v11, wanted: Places) -> Self:
        """A broker that has no room for one calls it 0."""
        if answer.error_code or not answer.session_id:
            return self.begun_anew()
        return replace(self, id=answer.session_id, epoch=self.epoch % _LAST_EPOCH + 1, told=wanted)


class _Fetch(Request[FetchRequest_v11]):  # type: ignore[misc]  # aiokafka has no types
    """A request of aiokafka's, as part of a session. There is one version of it: a broker that does not know sessions
    would take what is not named for not wanted."""

    API_KEY = FetchRequest.API_KEY

    def __init__(self, whole: FetchRequest, session: _Session, wanted: Places) -> None:
        told = session.told
        self._session = session
        self._gone = [(topic, [number]) for topic, number in told if (topic, number) not in wanted]
        self._news = copy.copy(whole)
        self._news._topics = [
            (topic, [(number, *place)])
            for (topic, number), place in wanted.items()
            if told.get((topic, number)) != place
        ]

    def build(self, request_struct_class: type[FetchRequest_v11]) -> FetchRequest_v11:
        """As aiokafka writes it, and what it leaves empty."""
        written = self._news.build(request_struct_class)
        written.session_id, written.session_epoch = self._session.id, self._session.epoch
        written.forgotten_topics_data = self._gone
        return written


def _places_in(request: FetchRequest) -> Places:
    return {(topic, number): (offset, most) for topic, lines in request.topics for number, offset, most in lines}
