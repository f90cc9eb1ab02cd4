"""What entries of books add to figures, reckoned without reporting's code."""

from faults.oracle.books import of_books

CENTRE, ROOM = "411329", "411329.411329104.411329104210"


def test_an_amount_counts_in_the_figure_of_its_certainty_and_a_correction_takes_back() -> None:
    before = {"org_path": ROOM, "completed_on": "2019-03-01", "qualifier": "exact", "amount_fen": 105}
    after = {**before, "org_path": CENTRE, "qualifier": "at-most", "before": before}
    assert list(of_books("capital-project-completed", before)) == [
        ((ROOM, "F09", "2019-03-01"), 105), ((ROOM, "F47", "2019-03-01"), 105),
    ]  # fmt: skip
    assert dict(of_books("capital-project-corrected", after)) == {
        (CENTRE, "F50", "2019-03-01"): 1, (ROOM, "F09", "2019-03-01"): -105, (ROOM, "F47", "2019-03-01"): -105,
    }  # fmt: skip
    assert dict(of_books("capital-project-revoked", before))[(ROOM, "F47", "2019-03-01")] == -105


def test_what_is_corrected_elsewhere_is_no_entry() -> None:
    assert list(of_books("identity-corrected", {"org_path": ROOM, "kind": "name"})) == []
