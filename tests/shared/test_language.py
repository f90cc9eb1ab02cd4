"""The language of an answer is one of two, and never an error."""

import pytest

from shared.language import preferred_language


class TestThePreferredLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("", "zh-CN"),
            ("*", "zh-CN"),
            ("fr", "zh-CN"),
            ("en", "en"),
            ("EN-us", "en"),
            ("zh", "zh-CN"),
            ("zh-TW,en;q=0.5", "zh-CN"),
            ("fr, en;q=0.5", "en"),
            ("zh;q=0.3, en;q=0.8", "en"),
            ("en;q=0.3, zh-CN;q=0.8", "zh-CN"),
            ("en, zh", "en"),
            ("en;q=0", "zh-CN"),
            ("en;q=abc", "zh-CN"),
            ("en;q=", "zh-CN"),
            (";;;,,,q=1", "zh-CN"),
            ("en-", "en"),
            ("english", "zh-CN"),
            ("x" * 100_000, "zh-CN"),
        ],
    )
    def test_is_the_better_liked_of_the_two(self, header: str, language: str) -> None:
        assert preferred_language(header) == language
