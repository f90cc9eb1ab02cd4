"""From the fields of a form to what JSON would have said."""

import pytest
from pydantic import ValidationError

from shared.web.shape import iso_date, kinds_of, shaped
from tests.shared.web.pages import ThingForm


class TestAForm:
    def test_leaves_out_what_is_empty(self) -> None:
        assert shaped([("purpose", "  "), ("since", ""), ("tags", "")], ThingForm) == {}

    def test_gives_a_list_where_the_schema_has_one(self) -> None:
        assert shaped([("tags", "a"), ("tags", "b")], ThingForm) == {"tags": ["a", "b"]}
        assert shaped([("tags", "a")], ThingForm) == {"tags": ["a"]}

    def test_gives_lines_in_the_order_of_their_numbers(self) -> None:
        typed = [("lines.10.amount_fen", "3"), ("lines.2.amount_fen", "2"), ("lines.2.on", "2019年4月3日")]
        assert shaped(typed, ThingForm) == {"lines": [{"amount_fen": "2", "on": "2019-04-03"}, {"amount_fen": "3"}]}

    def test_takes_an_instant_without_a_zone_for_the_countys(self) -> None:
        assert shaped([("at", "2019-04-03T08:00")], ThingForm) == {"at": "2019-04-03T08:00+08:00"}
        assert shaped([("at", "2019-04-03T08:00:00Z")], ThingForm) == {"at": "2019-04-03T08:00:00Z"}

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("３", "3"),
            ("１２．５", "12.5"),
            ("1２", "12"),
            ("－3", "-3"),
            ("三", "三"),
            ("（３）", "（３）"),
            ("３人", "３人"),
        ],
    )
    def test_takes_full_width_digits_for_digits(self, typed: str, read: str) -> None:
        assert shaped([("lines.0.amount_fen", typed)], ThingForm) == {"lines": [{"amount_fen": read}]}
        assert shaped([("password", typed)], ThingForm) == {"password": typed}

    def test_reads_a_date_in_full_width_digits(self) -> None:
        assert shaped([("since", "２０１９－０４－０３")], ThingForm) == {"since": "2019-04-03"}

    def test_lets_validation_speak_about_names_that_contradict_each_other(self) -> None:
        assert shaped([("purpose", "x"), ("purpose.y", "z")], ThingForm) == {"purpose": "x"}

    @pytest.mark.parametrize(
        "name",
        ["lines.²", "lines.٣", "lines." + "9" * 5000, "a." * 3000 + "a"],
        ids=["power", "script", "long", "deep"],
    )
    def test_lets_validation_speak_about_lines_that_no_form_has(self, name: str) -> None:
        with pytest.raises(ValidationError):
            ThingForm.model_validate(shaped([("purpose", "x"), (name, "y")], ThingForm))

    def test_knows_the_leaves_of_its_schema(self) -> None:
        assert kinds_of(ThingForm) == {
            "purpose": "string",
            "since": "date",
            "at": "date-time",
            "tags": "array",
            "lines.*.amount_fen": "integer",
            "lines.*.on": "date",
            "password": "password",
        }


class TestADate:
    @pytest.mark.parametrize("typed", ["2019-04-03", "20190403", "2019/4/3", "2019.4.3", "2019年4月3日"])
    def test_is_read_as_people_write_it(self, typed: str) -> None:
        assert iso_date(typed) == "2019-04-03"

    @pytest.mark.parametrize("typed", ["tomorrow", "2019-04", "19年4月3日", ""])
    def test_is_left_to_validation_when_it_is_none(self, typed: str) -> None:
        assert iso_date(typed) == typed
