"""What a name is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.veterans.domain.name_terms import (
    CHARACTERS,
    INITIALS,
    MOST_INITIALS,
    NameUnsearchable,
    same_name,
    sought_name,
    terms_of,
)
from shared.privacy.personal import Personal, PersonName

IDEOGRAPHS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=6)


def texts(name: str, kind: str) -> set[str]:
    return {term.text for term in terms_of(PersonName(name)) if term.kind == kind}


class TestAName:
    def test_is_found_by_its_characters_and_neighbouring_pairs(self) -> None:
        assert texts("欧阳修文", CHARACTERS) == {"欧", "阳", "修", "文", "欧阳", "阳修", "修文"}

    def test_is_found_by_the_initials_that_it_begins_with_at_most_four(self) -> None:
        assert texts("欧阳修文明", INITIALS) == {"oy", "oyx", "oyxw"}
        assert texts("张", INITIALS) == set()

    @pytest.mark.parametrize(
        ("name", "initials"),
        [
            ("单国", {"dg", "sg", "cg"}),
            ("曾黎", {"zl", "cl"}),
            ("查华", {"zh", "ch"}),
            ("谌明", {"cm", "sm"}),
            ("费文", {"fw", "bw"}),
            ("重长", {"cc", "cz", "zc", "zz", "tc", "tz"}),
        ],
    )
    def test_is_found_by_every_reading_of_a_character(self, name: str, initials: set[str]) -> None:
        assert texts(name, INITIALS) == initials

    def test_is_found_without_what_stands_between_its_characters(self) -> None:
        assert texts("买买提·艾力", CHARACTERS) == {"买", "提", "艾", "力", "买买", "买提", "提艾", "艾力"}
        assert texts("Li O'Neil", INITIALS) == {"li", "lio", "lion"}

    def test_has_no_initials_from_a_character_on_that_has_no_reading(self) -> None:
        assert texts("李明\ue000国", INITIALS) == {"lm"}
        assert "\ue000国" in texts("李明\ue000国", CHARACTERS)

    @given(name=IDEOGRAPHS, data=st.data())
    def test_has_all_terms_of_any_part_of_it(self, name: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(name) - 1))
        end = data.draw(st.integers(start + 1, len(name)))
        assert terms_of(PersonName(name)).issuperset(sought_name(Personal(name[start:end])).terms)

    @given(name=IDEOGRAPHS)
    def test_is_sought_by_any_of_its_initials(self, name: str) -> None:
        for initials in texts(name, INITIALS):
            assert terms_of(PersonName(name)).issuperset(sought_name(Personal(initials.upper())).terms)


class TestWhatIsSought:
    @pytest.mark.parametrize("text", ["张 伟民", "张伟民", "　张伟民 "])
    def test_is_characters_in_their_order(self, text: str) -> None:
        assert [term.text for term in sought_name(Personal(text)).terms] == ["张伟", "伟民"]

    @pytest.mark.parametrize("text", ["z", "zhang", "张w", "·", "12", " "])
    def test_is_refused_at_its_field_when_nothing_is_found_by_it(self, text: str) -> None:
        with pytest.raises(NameUnsearchable) as refused:
            sought_name(Personal(text), field="sought")
        [fault] = refused.value.fields
        assert (fault.field, fault.code) == ("sought", "name-or-initials")
        assert str(MOST_INITIALS) in fault.zh
        assert str(MOST_INITIALS) in fault.en


class TestANameAgrees:
    @pytest.mark.parametrize("other", ["张伟", "张 伟", "张\u3000伟", "张·伟"])
    def test_however_it_is_spaced(self, other: str) -> None:
        assert same_name("张伟", other)

    @pytest.mark.parametrize("other", ["张玮", "章伟", "张伟伟", "张伟\ue000"])
    def test_and_not_when_a_character_differs(self, other: str) -> None:
        assert not same_name("张伟", other)
