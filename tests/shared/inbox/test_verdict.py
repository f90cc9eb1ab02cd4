"""What becomes of each record, whatever order and repetition the log has."""

from uuid import UUID

import pytest
from aiokafka.structs import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from shared.events.contract import PiiClass, Published
from shared.events.envelope import Envelope, encode_headers
from shared.inbox.incoming import IncomingRecord, read_record
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Cause, Disposition, StreamState, Verdict, decide
from shared.language import Text
from shared.parked.causes import CAUSES, explain
from tests.given import NOW
from tests.shared.inbox.given import ACCOUNTS, AccountOpened, AmountAdded

KNOWN = tuple(Published(contract, "bank", "account_id", PiiClass.P1, ()) for contract in (AccountOpened, AmountAdded))
SUBSCRIPTION = Subscription((ACCOUNTS,), KNOWN)
ACCOUNT = UUID(int=7)
APPLIED, REPEATED = Disposition.APPLIED, Disposition.REPEATED
PARKED, BEHIND = Disposition.PARKED, Disposition.BEHIND


def given_record(sequence: int, offset: int = 0, event_id: UUID | None = None) -> IncomingRecord:
    published = KNOWN[1]
    envelope = Envelope(
        id=event_id or UUID(int=sequence),
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


def broken_record(sequence: int) -> IncomingRecord:
    """One that a stranger wrote in the owner's place."""
    good = given_record(sequence).raw
    headers = tuple((name, b"/stranger" if name == "ce_source" else value) for name, value in good.headers)
    record = ConsumerRecord("bank", 0, 0, 0, 0, good.key, b"{}", None, -1, -1, headers)
    return read_record(record, SUBSCRIPTION)


def judged(sequences: list[int], state: StreamState | None = None) -> tuple[list[Verdict], StreamState]:
    records = [given_record(sequence, offset) for offset, sequence in enumerate(sequences)]
    states = {each.stream: state or StreamState() for each in records}
    verdicts = list(decide(records, SUBSCRIPTION, states))
    return verdicts, next(iter(states.values()), StreamState())


def dispositions(sequences: list[int], state: StreamState | None = None) -> list[Disposition]:
    return [verdict.disposition for verdict in judged(sequences, state)[0]]


class TestAVerdict:
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


class TestARecordWithoutAnEnvelope:
    def test_is_another_one_where_only_the_headers_differ(self) -> None:
        """Two of one millisecond, with the same value: the second was taken for the first come again, and hidden."""
        first, again, other = (broken_record(sequence) for sequence in (3, 3, 4))
        assert first.envelope is other.envelope is None
        assert first.id == again.id
        assert first.id != other.id


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
        state = StreamState(ceiling=9, discarded=(range(2, 4),), leaves_forks=True)
        assert dispositions([1, 2, 3, 4], state) == [
            APPLIED,
            REPEATED,
            REPEATED,
            APPLIED,
        ]

    def test_passes_over_an_event_that_was_discarded_though_it_took_no_place(self) -> None:
        state = StreamState(ceiling=9, discarded_ids=frozenset({UUID(int=1)}))
        other = given_record(1, 1, UUID(int=99))
        verdicts = decide([given_record(1), other], SUBSCRIPTION, {other.stream: state})
        assert [each.disposition for each in verdicts] == [REPEATED, APPLIED]

    def test_passes_over_several_stretches_in_any_order(self) -> None:
        state = StreamState(ceiling=9, discarded=(range(3, 5), range(1, 3)))
        assert dispositions([5], state) == [APPLIED]


class TestWhatIsSaid:
    def test_of_every_cause_is_said_in_both_languages(self) -> None:
        assert set(CAUSES) == set(Cause)

    @pytest.mark.parametrize(
        ("state", "zh"),
        [
            (StreamState(5), "应为序号 6，收到的是序号 7"),
            (StreamState(7, event_id=UUID(int=9)), f"序号 7 已有事件 {UUID(int=9)}，收到的是事件 {UUID(int=7)}"),
            (StreamState(8, discarded=(range(6, 9),)), f"序号 7 已放弃，收到的是事件 {UUID(int=7)}"),
        ],
    )
    def test_of_a_place_in_the_sequence_is_said_in_both(self, state: StreamState, zh: str) -> None:
        (verdict,), _ = judged([7], state)
        assert explain(verdict.detail) == Text(zh, verdict.detail)

    def test_of_a_program_is_shown_as_it_is(self) -> None:
        assert explain("accounts: ValueError") == Text("accounts: ValueError", "accounts: ValueError")


class TestAForkedAggregate:
    """Its producer went back and wrote another event with a sequence that is taken."""

    other = UUID(int=99)

    def decided(self, event_id: UUID, state: StreamState) -> Verdict:
        record = given_record(7, event_id=event_id)
        return decide([record], SUBSCRIPTION, {record.stream: state})[0]

    def test_is_parked_at_the_other_event(self) -> None:
        verdict = self.decided(self.other, StreamState(7, event_id=UUID(int=7)))
        assert (verdict.disposition, verdict.cause) == (PARKED, Cause.FORK)
        assert str(self.other) in verdict.detail

    def test_is_parked_when_both_stand_in_one_batch(self) -> None:
        first, second = given_record(7), given_record(7, 1, self.other)
        state = StreamState(6)
        verdicts = decide([first, second, given_record(8, 2)], SUBSCRIPTION, {first.stream: state})
        assert [each.disposition for each in verdicts] == [APPLIED, PARKED, BEHIND]
        assert state.event_id == UUID(int=7)

    def test_is_not_seen_where_the_same_event_comes_again(self) -> None:
        assert self.decided(UUID(int=7), StreamState(7, event_id=UUID(int=7))).disposition is REPEATED

    def test_is_not_seen_where_nobody_remembers_the_event(self) -> None:
        assert self.decided(self.other, StreamState(7)).disposition is REPEATED
        assert self.decided(self.other, StreamState(8, event_id=UUID(int=8))).disposition is REPEATED

    def test_is_seen_where_a_sequence_was_discarded_whose_event_is_another(self) -> None:
        state = StreamState(9, discarded=(range(6, 9),), discarded_ids=frozenset({UUID(int=7)}))
        assert self.decided(UUID(int=7), state).disposition is REPEATED
        verdict = self.decided(self.other, state)
        assert (verdict.disposition, verdict.cause) == (PARKED, Cause.FORK)
        assert verdict.detail == f"sequence 7 was discarded, here is event {self.other}"

    def test_is_parked_although_something_waits_already(self) -> None:
        state = StreamState(7, parked=True, event_id=UUID(int=7))
        assert self.decided(self.other, state).cause is Cause.FORK

    def test_is_left_to_live_by_a_rebuild(self) -> None:
        state = StreamState(7, event_id=UUID(int=7), leaves_forks=True)
        assert self.decided(self.other, state).disposition is REPEATED
