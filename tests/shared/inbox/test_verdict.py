"""What becomes of each record, whatever order and repetition the log has."""

from uuid import UUID

from aiokafka.structs import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from shared.events.contract import PiiClass, Published
from shared.events.envelope import Envelope, encode_headers
from shared.ids import new_id
from shared.inbox.incoming import IncomingRecord, read_record
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Cause, Disposition, Judge, StreamState, Verdict
from tests.given import NOW
from tests.shared.inbox.given import ACCOUNTS, AccountOpened, AmountAdded

KNOWN = tuple(Published(contract, "bank", "account_id", PiiClass.P1, ()) for contract in (AccountOpened, AmountAdded))
SUBSCRIPTION = Subscription((ACCOUNTS,), KNOWN)
ACCOUNT = UUID(int=7)
APPLIED, REPEATED = Disposition.APPLIED, Disposition.REPEATED
PARKED, BEHIND = Disposition.PARKED, Disposition.BEHIND


def given_record(sequence: int, offset: int = 0) -> IncomingRecord:
    published = KNOWN[1]
    envelope = Envelope(
        id=new_id(),
        source=published.source,
        type=published.type,
        subject=str(ACCOUNT),
        time=NOW,
        dataschema=published.dataschema,
        partitionkey=str(ACCOUNT),
        sequence=sequence,
        correlationid="c",
        piiclass=PiiClass.P1,
    )
    value = f'{{"account_id":"{ACCOUNT}","amount":{sequence}}}'.encode()
    headers = tuple(encode_headers(envelope))
    record = ConsumerRecord("bank", 0, offset, 0, 0, str(ACCOUNT).encode(), value, None, -1, -1, headers)
    return read_record(record, SUBSCRIPTION)


def judged(sequences: list[int], state: StreamState | None = None) -> tuple[list[Verdict], StreamState]:
    records = [given_record(sequence, offset) for offset, sequence in enumerate(sequences)]
    judge = Judge(SUBSCRIPTION, {each.stream: state or StreamState() for each in records})
    verdicts = list(judge.all(records))
    return verdicts, next(iter(judge.streams.values()), StreamState())


def dispositions(sequences: list[int], state: StreamState | None = None) -> list[Disposition]:
    return [verdict.disposition for verdict in judged(sequences, state)[0]]


class TestTheJudge:
    def test_applies_what_comes_next(self) -> None:
        assert dispositions([1, 2, 3]) == [APPLIED] * 3

    def test_drops_what_came_before(self) -> None:
        assert dispositions([1, 1, 2, 1, 2]) == [
            APPLIED,
            REPEATED,
            APPLIED,
            REPEATED,
            REPEATED,
        ]

    def test_parks_at_a_gap_and_lets_the_rest_wait(self) -> None:
        assert dispositions([1, 3, 2, 4]) == [
            APPLIED,
            PARKED,
            BEHIND,
            BEHIND,
        ]

    def test_lets_what_is_parked_wait_from_the_start(self) -> None:
        assert dispositions([4, 3], StreamState(last=3, parked=True)) == [BEHIND, REPEATED]

    @given(st.lists(st.integers(min_value=1, max_value=6), max_size=25))
    def test_applies_each_sequence_at_most_once_and_in_order(self, sequences: list[int]) -> None:
        verdicts, state = judged(sequences)
        applied = [v.delivered.sequence for v in verdicts if v.delivered is not None]
        assert applied == list(range(1, len(applied) + 1))
        assert state.last == len(applied)

    @given(st.lists(st.integers(min_value=1, max_value=6), max_size=25))
    def test_loses_nothing(self, sequences: list[int]) -> None:
        """Every record is applied, was applied before, or is parked with a cause."""
        verdicts, state = judged(sequences)
        for verdict in verdicts:
            assert verdict.disposition in {APPLIED, REPEATED} or verdict.cause is not None
        parked = {v.record.envelope.sequence for v in verdicts if v.cause is not None and v.record.envelope}
        assert set(sequences) == set(range(1, state.last + 1)) & set(sequences) | parked

    @given(st.permutations(range(1, 7)))
    def test_decides_alike_when_asked_again(self, sequences: list[int]) -> None:
        assert dispositions(sequences) == dispositions(sequences)


class TestARebuildsJudge:
    def test_ends_where_live_is(self) -> None:
        verdicts, state = judged([1, 2, 3], StreamState(ceiling=2))
        assert [verdict.disposition for verdict in verdicts] == [
            APPLIED,
            APPLIED,
            PARKED,
        ]
        assert (verdicts[2].cause, state.last) == (Cause.BEHIND, 2)

    def test_passes_over_what_was_discarded(self) -> None:
        state = StreamState(ceiling=9, discarded=(range(2, 4),))
        assert dispositions([1, 2, 3, 4], state) == [
            APPLIED,
            REPEATED,
            REPEATED,
            APPLIED,
        ]

    def test_passes_over_several_stretches_in_any_order(self) -> None:
        state = StreamState(ceiling=9, discarded=(range(3, 5), range(1, 3)))
        assert dispositions([5], state) == [APPLIED]
