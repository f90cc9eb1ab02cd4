"""The oracle finds what it is for."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from faults.journal import Entry, Outcome
from faults.oracle import gathering
from faults.oracle.facts import (
    Audited,
    Committed,
    Copy,
    Delivery,
    Facts,
    Import,
    Parked,
    Position,
    Published,
    Row,
    Stream,
)
from faults.oracle.folding import Raw
from faults.oracle.invariants import judge

VETERAN = Stream("registry.persons", "v1")
CASE = Stream("benefits.cases", "c1")
MESSAGE = Stream("notifications.deliveries", "n1")


def published(
    stream: Stream, name: str, sequence: int, *, offset: int = 0, event_id: str = "", by: str = ""
) -> Published:
    """An event in the topic; its id is made of stream and sequence unless said otherwise."""
    identity = event_id or f"{stream.key}-{sequence}"
    return Published(Position(stream.topic, 0, offset), stream, identity, name, sequence, by)


def given_facts() -> Facts:
    """One veteran registered, one case opened and resolved, one message sent: all as it should be."""
    events = (
        published(VETERAN, "veteran-registered", 1, by="r1"),
        published(CASE, "case-opened", 1, by="r2"),
        published(CASE, "case-resolved", 2, offset=1, by="r3"),
        published(MESSAGE, "notification-sent", 1, by="r3"),
    )
    return Facts(
        journal=(
            Entry("r1", "register", "registry", "veteran-registered", Outcome.OK, 201),
            Entry("r2", "open-case", "benefits", "case-opened", Outcome.OK, 201),
            Entry("r3", "resolve-case", "benefits", "case-resolved", Outcome.UNKNOWN),
            Entry("r4", "open-case", "benefits", "case-opened", Outcome.REFUSED, 409),
        ),
        published=events,
        committed=tuple(Committed(each.event_id, each.stream, each.sequence) for each in events),
        versions={VETERAN: 1, CASE: 2},
        audited=(
            Audited("registry", "register-veteran", "done", "r1"),
            Audited("benefits", "open-case", "done", "r2"),
            Audited("benefits", "resolve-case", "done", "r3"),
            Audited("notifications", "record-outcome", "done", "r3"),
        ),
        deliveries=(Delivery("n1", "c1-2", "v1", "case-resolved", "sent"),),
        taken={"n1": 1},
        digests={("reporting", "figure_change"): ("aa", "aa")},
        copies={"the figures": Copy(frozenset({("411329", "F01", "1")}), frozenset({("411329", "F01", "1")}))},
    )


def violated(facts: Facts) -> set[str]:
    return {name for name, violations in judge(facts).items() if violations}


class TestWhatIsPublished:
    def test_is_a_dead_letter_under_its_own_id(self) -> None:
        """Its other headers are those of the record that was parked, whatever they are."""
        record = Raw(Position("reporting.dead-letter", 0, 3), b"v1", b"{}", [("ce_id", None), ("dl_id", b"l1")])
        letter = Stream("reporting.dead-letter", "l1")
        assert gathering.published([record]) == [Published(record.position, letter, "l1", "dead-letter", 1, "")]


class TestTheOracle:
    def test_finds_nothing_where_nothing_is_wrong(self) -> None:
        assert violated(given_facts()) == set()

    def test_takes_a_repeat_for_a_repeat(self) -> None:
        facts = given_facts()
        again = replace(facts.published[0], position=Position(VETERAN.topic, 0, 9))
        assert violated(replace(facts, published=(*facts.published, again))) == set()

    def test_finds_a_lost_event(self) -> None:
        facts = given_facts()
        assert violated(replace(facts, published=facts.published[1:])) == {"I1", "I2"}

    def test_knows_that_the_end_of_a_term_moves_an_end_which_a_death_has_brought_already(self) -> None:
        facts, term = given_facts(), Stream("registry.social-roles", "t1")
        told = published(term, "social-role-corrected", 1, by="r5")
        assert (
            violated(
                replace(
                    facts,
                    journal=(*facts.journal, Entry("r5", "end-term", "registry", "social-role-ended", Outcome.OK, 200)),
                    published=(*facts.published, told),
                    committed=(*facts.committed, Committed(told.event_id, term, 1)),
                    versions={**facts.versions, term: 1},
                    audited=(*facts.audited, Audited("registry", "end-role", "done", "r5")),
                )
            )
            == set()
        )

    def test_finds_a_lost_state(self) -> None:
        facts = given_facts()
        assert "I1" in violated(replace(facts, versions={CASE: 2}))

    def test_finds_a_lost_audit_row(self) -> None:
        facts = given_facts()
        assert violated(replace(facts, audited=facts.audited[1:])) == {"I1"}

    def test_finds_a_command_that_had_its_effect_twice(self) -> None:
        facts = given_facts()
        second = published(Stream(VETERAN.topic, "v2"), "veteran-registered", 1, offset=5, by="r1")
        committed = (*facts.committed, Committed(second.event_id, second.stream, 1))
        versions = {**facts.versions, second.stream: 1}
        assert violated(
            replace(facts, published=(*facts.published, second), committed=committed, versions=versions)
        ) == {"I1"}

    @pytest.mark.parametrize(("state", "accepted"), [("running", 1), ("done", 2), ("done", 0)])
    def test_finds_an_import_that_was_not_worked_off_as_it_says(self, state: str, accepted: int) -> None:
        assert violated(replace(given_facts(), imports=(Import("r1", state, accepted),))) == {"I1"}
        assert violated(replace(given_facts(), imports=(Import("r1", "done", 1),))) == set()

    @pytest.mark.parametrize(("tries", "found"), [(2, set()), (1, {"I1"})])
    def test_allows_a_showing_for_each_try_and_none_more(self, tries: int, found: set[str]) -> None:
        facts = given_facts()
        asked = Entry("r5", "disclose", "registry", "sensitive-record-viewed", Outcome.OK, 200, tries)
        logs = [Stream("registry.access-log", view) for view in ("w1", "w2")]
        shown = [published(log, "sensitive-record-viewed", 1, by="r5") for log in logs]
        committed = tuple(Committed(each.event_id, each.stream, 1) for each in shown)
        audited = Audited("registry", "disclose-fields", "done", "r5")
        assert found == violated(
            replace(
                facts,
                journal=(*facts.journal, asked),
                published=(*facts.published, *shown),
                committed=(*facts.committed, *committed),
                versions={**facts.versions, **dict.fromkeys(logs, 1)},
                audited=(*facts.audited, audited),
            )
        )

    def test_allows_a_membership_to_be_corrected_at_each_unit_that_it_concerns(self) -> None:
        facts = given_facts()
        asked = Entry("r6", "correct-membership", "registry", "veteran-profile-updated", Outcome.OK, 200, 1)
        told = [
            published(VETERAN, "veteran-profile-updated", 1 + number, offset=5 + number, by="r6") for number in (1, 2)
        ]
        facts = replace(
            facts,
            journal=(*facts.journal, asked),
            committed=(*facts.committed, *(Committed(each.event_id, VETERAN, each.sequence) for each in told)),
            versions={**facts.versions, VETERAN: 3},
            audited=(*facts.audited, Audited("registry", "correct-field", "done", "r6")),
        )
        assert violated(replace(facts, published=(*facts.published, *told))) == set()
        assert "I1" in violated(facts)

    def test_finds_a_refused_command_that_had_an_effect(self) -> None:
        facts = given_facts()
        audited = (*facts.audited, Audited("benefits", "open-case", "done", "r4"))
        assert violated(replace(facts, audited=audited)) == {"I1"}

    def test_finds_an_event_that_nobody_committed(self) -> None:
        facts = given_facts()
        assert violated(replace(facts, committed=facts.committed[1:])) == {"I2"}

    def test_finds_a_record_that_is_no_event(self) -> None:
        assert violated(replace(given_facts(), unreadable=(Position(CASE.topic, 0, 5),))) == {"I2"}

    def test_finds_a_committed_event_that_never_left(self) -> None:
        facts = given_facts()
        assert violated(replace(facts, versions={**facts.versions, CASE: 3})) == {"I2"}

    def test_finds_an_event_of_a_stream_without_versions_that_never_left(self) -> None:
        view = Committed("view-1", Stream("registry.access-log", "view"), 1)
        facts = given_facts()
        assert violated(replace(facts, committed=(*facts.committed, view))) == {"I2"}

    def test_finds_an_event_that_left_under_another_sequence_than_was_committed(self) -> None:
        facts = given_facts()
        other = replace(facts.committed[0], sequence=2)
        assert violated(replace(facts, committed=(other, *facts.committed[1:]))) == {"I2"}

    def test_finds_a_gap(self) -> None:
        facts = given_facts()
        jump = published(CASE, "case-assigned", 4, offset=7)
        committed = (*facts.committed, Committed(jump.event_id, CASE, 4))
        found = violated(
            replace(facts, published=(*facts.published, jump), committed=committed, versions={VETERAN: 1, CASE: 4})
        )
        assert found == {"I3"}

    def test_finds_events_in_the_wrong_order(self) -> None:
        facts = given_facts()
        events = (
            facts.published[0],
            replace(facts.published[1], position=Position(CASE.topic, 0, 3)),
            *facts.published[2:],
        )
        assert violated(replace(facts, published=events)) == {"I3"}

    def test_finds_a_version_that_was_used_twice(self) -> None:
        facts = given_facts()
        other = published(CASE, "case-resolved", 2, offset=8, event_id="other", by="r5")
        committed = (*facts.committed, Committed("other", CASE, 2))
        assert "I3" in violated(replace(facts, published=(*facts.published, other), committed=committed))

    def test_finds_a_projection_that_diverged(self) -> None:
        digests = {("reporting", "figure_change"): ("aa", "bb")}
        assert violated(replace(given_facts(), digests=digests)) == {"I4"}

    @pytest.mark.parametrize("kept", [frozenset(), frozenset({("411329", "F01", "1"), ("411329", "F02", "1")})])
    def test_finds_a_copy_that_its_owner_does_not_bear_out(self, kept: frozenset[Row]) -> None:
        copies = {"the figures": Copy(kept, frozenset({("411329", "F01", "1")}))}
        assert violated(replace(given_facts(), copies=copies)) == {"I4"}

    def test_finds_a_message_that_is_owed_twice(self) -> None:
        facts = given_facts()
        twice = (*facts.deliveries, replace(facts.deliveries[0], notification_id="n2"))
        assert violated(replace(facts, deliveries=twice)) == {"I5"}

    def test_finds_a_message_that_nobody_owes(self) -> None:
        assert violated(replace(given_facts(), deliveries=())) == {"I5"}

    def test_finds_a_message_that_never_ended(self) -> None:
        facts = given_facts()
        assert violated(replace(facts, deliveries=(replace(facts.deliveries[0], state="sending"),))) == {"I5"}

    def test_finds_an_end_that_two_events_publish(self) -> None:
        facts = given_facts()
        second = published(MESSAGE, "notification-failed", 2, offset=1, by="r3")
        committed = (*facts.committed, Committed(second.event_id, MESSAGE, 2))
        assert violated(replace(facts, published=(*facts.published, second), committed=committed)) == {"I5"}

    @pytest.mark.parametrize(
        ("first", "action", "found"),
        [("notification-suppressed", "send-again", set()), ("notification-failed", "send-again", {"I5"}),
         ("notification-suppressed", "put-contact-point", {"I5"})],
    )  # fmt: skip
    def test_takes_a_message_for_sent_that_was_sent_again_and_no_other(
        self, first: str, action: str, found: set[str]
    ) -> None:
        facts = given_facts()
        *others, sent = facts.published
        ends = (
            published(MESSAGE, first, 1, by="r3"),
            replace(sent, sequence=2, event_id="n1-2", position=Position(MESSAGE.topic, 0, 1)),
        )
        events = (*others, *ends)
        committed = tuple(Committed(each.event_id, each.stream, each.sequence) for each in events)
        audited = (*facts.audited, Audited("notifications", action, "done", "r6"))
        again = replace(facts, published=events, committed=committed, audited=audited)
        assert violated(again) == found

    @pytest.mark.parametrize(
        ("state", "taken"), [("sent", {"n1": 2}), ("sent", {}), ("failed", {"n1": 2}), ("suppressed", {"n1": 1}),
                             ("sent", {"n1": 1, "n2": 1})],
    )  # fmt: skip
    def test_finds_a_person_who_is_told_otherwise_than_it_says(self, state: str, taken: Mapping[str, int]) -> None:
        deliveries = (replace(given_facts().deliveries[0], state=state),)
        assert violated(replace(given_facts(), deliveries=deliveries, taken=taken)) == {"I5"}

    def test_does_not_mind_whether_a_failed_message_was_taken(self) -> None:
        facts = given_facts()
        deliveries = (replace(facts.deliveries[0], state="failed"),)
        ended = (*facts.published[:-1], replace(facts.published[-1], name="notification-failed"))
        for taken in ({}, {"n1": 1}):
            assert violated(replace(facts, published=ended, deliveries=deliveries, taken=taken)) == set()

    def test_finds_an_end_that_is_told_otherwise(self) -> None:
        facts = given_facts()
        ended = (*facts.published[:-1], replace(facts.published[-1], name="notification-failed"))
        assert violated(replace(facts, published=ended)) == {"I5"}

    def test_finds_what_still_moves(self) -> None:
        assert violated(replace(given_facts(), still_moving={"registry outbox_pending": 3})) == {"I6"}

    def test_finds_what_is_parked_for_no_reason(self) -> None:
        parked = frozenset({Parked("reporting", CASE.topic, CASE.key)})
        assert violated(replace(given_facts(), parked=parked)) == {"I7"}
        assert violated(replace(given_facts(), parked=parked, expected_parked=parked)) == set()

    def test_finds_poison_that_was_swallowed(self) -> None:
        expected = frozenset({Parked("reporting", CASE.topic, "poison")})
        assert violated(replace(given_facts(), expected_parked=expected)) == {"I7"}
