"""SQL scripts are cut at the semicolons that end statements, and at no other."""

import pytest

from shared.database.script import split_statements


class TestAScript:
    @pytest.mark.parametrize(
        ("script", "statements"),
        [
            ("", []),
            (" ;; \n", []),
            ("SELECT 1", ["SELECT 1"]),
            ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
            ("COMMENT ON TABLE a IS 'one; two''s; three';", ["COMMENT ON TABLE a IS 'one; two''s; three'"]),
            ('CREATE TABLE "a;b" (c int);', ['CREATE TABLE "a;b" (c int)']),
            ("-- a; b\nSELECT 1; -- c; d", ["SELECT 1"]),
            ("SELECT /* a; b */ 1;", ["SELECT  1"]),
            ("DO $$ BEGIN a; b; END $$; SELECT 1;", ["DO $$ BEGIN a; b; END $$", "SELECT 1"]),
            ("DO $f$ BEGIN $$;$$; END $f$; SELECT 1", ["DO $f$ BEGIN $$;$$; END $f$", "SELECT 1"]),
            ("SELECT $1; SELECT 2", ["SELECT $1", "SELECT 2"]),
        ],
    )
    def test_falls_into_its_statements(self, script: str, statements: list[str]) -> None:
        assert split_statements(script) == statements
