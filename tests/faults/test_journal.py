"""The journal remembers what was asked and what was answered."""

from dataclasses import replace
from pathlib import Path

from faults.journal import Entry, Journal, Outcome, read_journal

ENTRY = Entry("r1", "register", "registry", "veteran-registered")


class TestTheJournal:
    def test_holds_an_unanswered_request_for_unknown(self, tmp_path: Path) -> None:
        Journal(tmp_path / "j").asking(replace(ENTRY, tries=1))
        assert [entry.outcome for entry in read_journal(tmp_path / "j")] == [Outcome.UNKNOWN]

    def test_keeps_the_last_answer(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "j")
        for outcome in (Outcome.UNKNOWN, Outcome.OK):
            journal.asking(ENTRY)
            journal.answered(replace(ENTRY, outcome=outcome))
        assert [entry.outcome for entry in read_journal(tmp_path / "j")] == [Outcome.OK]

    def test_lets_nothing_take_an_acknowledgement_back(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "j")
        journal.answered(replace(ENTRY, outcome=Outcome.OK))
        journal.asking(ENTRY)
        journal.answered(replace(ENTRY, outcome=Outcome.REFUSED))
        assert [entry.outcome for entry in read_journal(tmp_path / "j")] == [Outcome.OK]
