"""How settings say where the broker is, and who the worker is there."""

from pathlib import Path

import pytest

from services.registry.settings import Settings
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.settings import ConfigurationFault
from tests.given import given_settings

REACH = {"kafka_password": "secret", "kafka_authority": Path("authority")}


def configured(**more: object) -> Broker:
    return broker_of(given_settings(Settings, **{**REACH, **more}))


class TestTheBrokerOfAService:
    def test_knows_it_by_its_name(self) -> None:
        broker = configured()
        assert (broker.user, broker.physical("registry.persons")) == ("registry", "registry.persons")

    def test_knows_the_county_by_its_prefix(self) -> None:
        broker = configured(kafka_prefix="xinye")
        assert (broker.user, broker.physical("registry.persons")) == ("xinye.registry", "xinye.registry.persons")
        assert broker.logical("xinye.registry.persons") == "registry.persons"

    def test_takes_another_name_as_it_is(self) -> None:
        assert configured(kafka_prefix="xinye", kafka_user="county-1").user == "county-1"

    @pytest.mark.parametrize("missing", ["kafka_password", "kafka_authority"])
    def test_is_refused_without_what_it_takes(self, missing: str) -> None:
        with pytest.raises(ConfigurationFault, match=Settings.variable(missing)):
            configured(**{missing: None})

    def test_says_its_password_to_nobody(self) -> None:
        assert "secret" not in repr(configured())

    @pytest.mark.parametrize("prefix", ["xinye.", "", "Xinye", "新野", "a b", "a*"])
    def test_has_a_prefix_that_topics_can_have(self, prefix: str) -> None:
        with pytest.raises(ValueError, match="kafka_prefix"):
            configured(kafka_prefix=prefix)
