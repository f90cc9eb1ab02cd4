"""The registers that G20 has imported one after the other: nobody of them was in one before."""

from itertools import islice

from bench.goals.g20_visible import another_number
from deploy.demo.county import read_county
from deploy.demo.people import people

MEN = "13579"


class TestTheNextRegister:
    def test_has_other_numbers_of_the_same_days_and_sexes(self) -> None:
        known = [person.id_number for person in people(read_county())]
        again = [another_number(each, turn) for turn in (1, 2) for each in known]
        assert len({*known, *again}) == 3 * len(known)
        assert [each[:14] for each in islice(again, len(known))] == [each[:14] for each in known]
        assert [each[16] in MEN for each in again[len(known) :]] == [each[16] in MEN for each in known]
