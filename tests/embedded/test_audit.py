"""`veterans audit verify`: what the four workers have found, on one screen."""

from typing import Any

import pytest

from deploy.operator.audit import show

SOUND: dict[str, Any] = {"links": 3, "position": 3, "digest": "9f86d081", "count": 0, "findings": []}
FINDING = {"position": 2, "tampering": "row-missing", "audit_id": 17}


class TestTheScreen:
    def test_says_that_all_is_as_it_was_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert show({"registry": SOUND, "benefits": SOUND})
        assert "as it was written" in capsys.readouterr().out

    def test_names_what_is_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert not show({"registry": SOUND, "benefits": {**SOUND, "count": 1, "findings": [FINDING]}})
        said = capsys.readouterr().out
        assert "row-missing" in said
        assert "17" in said
        assert "as it was written" not in said
