"""Refusals carry a code, their facts and a sentence in each language."""

from datetime import date

import pytest

from shared.privacy.personal import PersonName
from shared.refusal import Conflict, FieldFault, Invalid, Refusal


class AlreadyResolved(Conflict):
    code = "case-already-resolved"
    zh = "该纠纷已于{resolved_on}办结。"
    en = "The case was already resolved on {resolved_on}."


class FormInvalid(Invalid):
    code = "form-invalid"
    zh = "填写有误。"
    en = "The form is wrong."


class TestARefusal:
    def test_says_its_sentence_in_both_languages(self) -> None:
        refusal = AlreadyResolved(resolved_on=date(2019, 4, 30))
        assert refusal.sentence("zh-CN") == "该纠纷已于2019-04-30办结。"
        assert refusal.sentence("en") == str(refusal) == "The case was already resolved on 2019-04-30."

    def test_keeps_its_facts_and_fields(self) -> None:
        fault = FieldFault("resolved_on", "too-late", "太晚。", "Too late.")
        refusal = AlreadyResolved(fields=[fault], resolved_on="x")
        assert refusal.facts == {"resolved_on": "x"}
        assert refusal.fields == (fault,)
        assert (fault.sentence("zh-CN"), fault.sentence("en")) == ("太晚。", "Too late.")

    def test_of_a_form_names_every_fault_and_is_none_without(self) -> None:
        early, late, empty = (FieldFault("on", code, "。", ".") for code in ("early", "late", "empty"))
        with pytest.raises(FormInvalid) as refused:
            FormInvalid.refuse((early, True), (late, False), (empty, True))
        assert refused.value.fields == (early, empty)
        FormInvalid.refuse((early, False), (late, False))
        FormInvalid.refuse()

    def test_cannot_be_raised_without_a_fact_it_names(self) -> None:
        with pytest.raises(KeyError, match="resolved_on"):
            AlreadyResolved()

    def test_prints_personal_facts_masked(self) -> None:
        assert "张小明" not in str(AlreadyResolved(resolved_on=PersonName("张小明")))

    def test_must_have_a_kebab_case_code(self) -> None:
        with pytest.raises(TypeError, match="kebab-case"):
            type("Bad", (Conflict,), {"code": "NotKebab", "zh": "", "en": ""})

    def test_cannot_be_raised_without_code_and_sentences(self) -> None:
        bare = type("Bare", (Conflict,), {"code": "bare"})
        with pytest.raises(TypeError, match="zh, en"):
            bare()

    def test_must_be_of_a_kind(self) -> None:
        with pytest.raises(TypeError, match="of a kind"):
            type("Kindless", (Refusal,), {"code": "kindless", "zh": "", "en": ""})
