"""What an event causes in a consumer is a span that follows the one in which it was published."""

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.shared.collector import collecting, facts_of
from tests.shared.inbox.given import AmountAdded, Bank

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_an_event_is_a_span_without_its_key(bank: Bank) -> None:
    account = await bank.open_account(1)
    with collecting("bank-worker") as collector:
        await bank.send(AmountAdded(account_id=account, amount=10), 3, traceparent=GIVEN)
        await bank.consume()
        collector.named(f"process {bank.topic}")
        [span] = [each for each in collector.spans if each.parent_span_id]
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (GIVEN[3:35], GIVEN[36:52])
    assert span.kind == Span.SPAN_KIND_CONSUMER
    assert facts_of(span) == {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.destination.name": bank.topic,
        "messaging.consumer.group.name": bank.group,
        "cloudevents.event_type": "cn.veterans.bank.amount-added.v1",
    }
    assert str(account).encode() not in collector.content
    assert account.bytes not in collector.content
