"""Fence: every event type says about itself what its readers must know (architecture, section 4)."""

from collections import defaultdict
from typing import get_args

import pytest

from deploy.catalogue.facts import fields_of
from shared.auth.roles import DENIED, Role
from shared.events.catalogue import (
    CATALOGUE,
    SERVICES,
    consumed_by,
    dead_letter_topic,
    find_type,
    published,
    topics,
)
from shared.events.contract import Event, PiiClass, Published, paragraphs
from shared.events.registry.access import RoleCode
from shared.events.schema import frozen_schema, schema_of
from tests.contracts.every_type import of_every_type

OUTSIDE = {
    "audit", "city-veterans-affairs-bureau", "civil-affairs-bureau", "destination-veterans-affairs-bureau",
    "human-resources-bureau", "justice-bureau", "medical-insurance-bureau", "organisation-department",
    "origin-veterans-affairs-bureau", "public", "public-security-bureau",
}  # fmt: skip
# Words for what is P4, however the field is called around them.
NEVER_ON_THE_BUS = {
    "phone", "mobile", "telephone", "address", "birthday", "bank", "card", "diagnosis", "disease", "disability",
    "passport", "identity", "idno", "certificate", "unit_ref", "password", "email",
}  # fmt: skip
FORMAT_OF_ENDING = {"_on": "date", "_at": "date-time", "_id": "uuid"}


def gives_away(field: str, pii: PiiClass) -> bool:
    """Whether a field's name says that it holds what may not travel. Organisations have names, persons have none."""
    words = set(field.split("_"))
    of_a_person = {"name"} if pii is not PiiClass.P0 else set()
    return bool(words & (NEVER_ON_THE_BUS | of_a_person)) or {"birth", "date"} <= words or {"id", "number"} <= words


@of_every_type
class TestEveryType:
    def test_has_its_owner_for_a_prefix_of_its_topic(self, entry: Published) -> None:
        assert entry.owner in SERVICES
        assert entry.topic.startswith(f"{entry.owner}.")
        assert entry.contract.__module__.startswith(f"shared.events.{entry.owner}")

    def test_says_in_both_languages_when_it_happens(self, entry: Published) -> None:
        english, chinese = paragraphs(entry.contract)
        assert english
        assert chinese

    def test_says_who_relies_on_it(self, entry: Published) -> None:
        english = " ".join(paragraphs(entry.contract)[0]).lower()
        relied = [service for service in SERVICES if service != entry.owner and service in english]
        assert set(entry.consumers) <= set(relied)
        assert entry.consumers or "no service applies it" in english

    def test_describes_every_field_in_both_languages(self, entry: Published) -> None:
        silent = [field.name for field in fields_of(schema_of(entry)) if not (field.en and field.zh)]
        assert silent == []

    def test_has_consumers_that_exist_and_are_not_its_owner(self, entry: Published) -> None:
        assert set(entry.consumers) <= set(SERVICES) - {entry.owner}
        assert set(entry.outside) <= OUTSIDE

    def test_is_never_of_class_p4(self, entry: Published) -> None:
        assert entry.pii is not PiiClass.P4

    def test_has_no_field_that_gives_a_person_away(self, entry: Published) -> None:
        assert [name for name in entry.contract.__struct_fields__ if gives_away(name, entry.pii)] == []

    def test_has_its_key_among_its_fields_always_present(self, entry: Published) -> None:
        assert entry.key in schema_of(entry)["required"]

    def test_has_fields_whose_endings_tell_their_form(self, entry: Published) -> None:
        properties = schema_of(entry)["properties"]
        odd = {
            name: part
            for name, part in properties.items()
            for ending, form in FORMAT_OF_ENDING.items()
            for option in part.get("anyOf", [part])
            if name.endswith(ending) and option != {"type": "null"} and option.get("format") != form
        }
        assert odd == {}

    def test_has_a_frozen_schema(self, entry: Published) -> None:
        assert frozen_schema(entry) == schema_of(entry)

    def test_is_found_by_its_contract_and_by_its_type(self, entry: Published) -> None:
        assert published(entry.contract) is entry
        assert find_type(entry.type) is entry


class TestTheCatalogue:
    def test_gives_every_type_one_owner(self) -> None:
        assert len({entry.type for entry in CATALOGUE}) == len(CATALOGUE)
        assert len({entry.contract for entry in CATALOGUE}) == len(CATALOGUE)

    def test_has_every_contract_that_was_written(self) -> None:
        assert set(Event.__subclasses__()) >= {entry.contract for entry in CATALOGUE}
        written = {each for each in Event.__subclasses__() if each.__module__.startswith("shared.events.")}
        assert written == {entry.contract for entry in CATALOGUE}

    def test_has_one_key_per_topic(self) -> None:
        keys = defaultdict(set)
        for entry in CATALOGUE:
            keys[entry.topic].add(entry.key)
        assert {topic: names for topic, names in keys.items() if len(names) > 1} == {}

    def test_keeps_what_is_sensitive_by_subject_on_topics_of_its_own(self) -> None:
        classes = defaultdict(set)
        for entry in CATALOGUE:
            classes[entry.topic].add(entry.pii)
        assert [topic for topic, found in classes.items() if PiiClass.P3 in found and len(found) > 1] == []

    def test_names_types_as_they_travel(self) -> None:
        entry = next(each for each in CATALOGUE if each.contract.__name__ == "VeteranRegistered")
        assert entry.name == "veteran-registered"
        assert entry.type == "cn.veterans.registry.veteran-registered.v1"
        assert entry.source == "/registry"

    def test_knows_nothing_of_a_type_of_somebody_else(self) -> None:
        assert find_type("cn.veterans.registry.veteran-registered.v9") is None

    def test_refuses_a_contract_that_nobody_publishes(self) -> None:
        class CoffeeServed(Event, frozen=True, kw_only=True):
            """Not an event of this system."""

        with pytest.raises(KeyError):
            published(CoffeeServed)

    def test_gives_each_service_what_it_consumes(self) -> None:
        consumed = {service: {entry.contract for entry in consumed_by(service)} for service in SERVICES}
        pairs = {(service, entry.contract) for entry in CATALOGUE for service in entry.consumers}
        assert {(service, contract) for service, contracts in consumed.items() for contract in contracts} == pairs

    def test_has_a_dead_letter_topic_for_each_service(self) -> None:
        assert {dead_letter_topic(service) for service in SERVICES} == {
            topic.name for topic in topics() if not topic.types
        }

    def test_classes_a_dead_letter_topic_as_the_most_personal_of_what_may_end_there(self) -> None:
        classes = {topic.name: topic.pii for topic in topics()}
        assert classes["reporting.dead-letter"] is PiiClass.P3
        assert classes["registry.dead-letter"] is PiiClass.P3  # what is told of cases may end there

    def test_knows_the_same_roles_as_the_access_control(self) -> None:
        assert set(get_args(RoleCode)) == {*(role.value for role in Role), DENIED}


class TestTheRuleOnNames:
    @pytest.mark.parametrize(
        "field",
        ["name", "veteran_name", "phone", "contact_phone", "id_number", "birth_date", "bank_account", "address"],
    )
    def test_catches_what_gives_a_person_away(self, field: str) -> None:
        assert gives_away(field, PiiClass.P1)

    @pytest.mark.parametrize("field", ["birth_year", "veteran_id", "account_id", "opened_on", "kind"])
    def test_lets_codes_pass(self, field: str) -> None:
        assert not gives_away(field, PiiClass.P1)

    def test_lets_an_organisation_have_its_name(self) -> None:
        assert not gives_away("name", PiiClass.P0)
