"""Personal values cannot be printed, logged, stored or sent in clear by accident."""

import copy
import dataclasses
import json
import pickle

import msgspec
import pytest
from pydantic import BaseModel, ValidationError

from shared.privacy.personal import BankAccount, IdNumber, Personal, PersonName, PhoneNumber, masked

CLEAR: list[tuple[Personal, str]] = [
    (IdNumber("999123199001010012"), "9****2"),
    (IdNumber("999123900101001"), "9****1"),
    (IdNumber("99912"), "****"),
    (PersonName("张小明"), "张*明"),
    (PersonName("张明"), "张*"),
    (PersonName("欧阳修"), "欧阳*"),
    (PersonName("欧阳明月"), "欧阳*月"),
    (PersonName("欧阳"), "欧*"),
    (PersonName("阿卜杜拉·买买提"), "阿******提"),
    (PersonName("张"), "*"),
    (PhoneNumber("13812341234"), "138****1234"),
    (PhoneNumber("0377-66212345"), "****45"),
    (PhoneNumber("12345"), "****"),
    (BankAccount("6222020200001234567"), "****4567"),
    (BankAccount("1234"), "****"),
    (Personal("城关镇书院路1号"), "***"),
]


class Form(BaseModel):
    name: PersonName
    phone: PhoneNumber | None = None


@pytest.mark.parametrize(("value", "mask"), CLEAR)
class TestEveryPersonalValue:
    def test_shows_its_mask(self, value: Personal, mask: str) -> None:
        assert str(value) == f"{value}" == mask
        assert f"{value:>30}".strip() == mask

    def test_shows_its_mask_inside_other_things(self, value: Personal, mask: str) -> None:
        kind = dataclasses.make_dataclass("Holder", ["value"])
        for text in (repr(value), repr([value]), repr({"value": value}), repr(kind(value))):
            assert value.reveal() not in text
            assert mask in text

    def test_cannot_be_pickled(self, value: Personal, mask: str) -> None:
        with pytest.raises(TypeError):
            pickle.dumps(value)

    def test_cannot_be_encoded_unless_masked(self, value: Personal, mask: str) -> None:
        with pytest.raises(TypeError):
            json.dumps(value)
        with pytest.raises(TypeError):
            msgspec.json.encode(value)
        assert msgspec.json.decode(msgspec.json.encode([value], enc_hook=masked)) == [mask]

    def test_gives_itself_clear_when_asked(self, value: Personal, mask: str) -> None:
        assert value.reveal() != mask
        assert copy.deepcopy(value) is copy.copy(value) is value


class TestTwoPersonalValues:
    def test_are_equal_when_kind_and_content_are(self) -> None:
        assert PersonName("张明") == PersonName("张明")
        assert len({PersonName("张明"), PersonName("张明"), PersonName("李明")}) == 2
        assert PersonName("张明") != Personal("张明")
        assert PersonName("张明") != "张明"


class TestASchemaWithPersonalFields:
    def test_takes_text_and_gives_masks(self) -> None:
        form = Form.model_validate_json('{"name": " 张小明 ", "phone": "13812341234"}')
        assert form.name.reveal() == "张小明"
        assert form.model_dump_json() == '{"name":"张*明","phone":"138****1234"}'
        assert form.model_dump() == {"name": "张*明", "phone": "138****1234"}
        assert Form(name=PersonName("张小明")).name == form.name

    @pytest.mark.parametrize("name", ["", "  ", "张" * 51, 7, None])
    def test_refuses_what_is_no_such_text(self, name: object) -> None:
        with pytest.raises(ValidationError):
            Form.model_validate({"name": name})

    def test_describes_the_field_as_bounded_text(self) -> None:
        described = Form.model_json_schema()["properties"]["name"]
        assert (described["type"], described["maxLength"]) == ("string", 50)


class TestTheMaskingHook:
    def test_knows_nothing_else(self) -> None:
        with pytest.raises(TypeError, match="object"):
            masked(object())
