"""A process starts only with a configuration that is complete."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from deploy.embedded.secrets import replaced
from shared.settings import ConfigurationFault, EncryptingSettings, ServiceSettings, renewal
from tests.given import MASTER_KEY, given_settings

COMPLETE = {
    "SAMPLE_DATABASE_URL": "postgresql://sample:top-secret@db:5432/sample",
    "VETERANS_KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "SAMPLE_HTTP_PORT": "8101",
    "SAMPLE_WORKER_PORT": "8201",
    "VETERANS_TOKEN_ISSUER": "https://issuer",
    "VETERANS_JWKS_URL": "https://issuer/jwks.json",
}


class Sample(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_")


class SampleWithSecrets(EncryptingSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


class TestSettings:
    def test_come_from_the_environment(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("VETERANS_DATABASE_POOL_SIZE", "5")
        settings = Sample.load()
        assert settings.database_url.get_secret_value() == COMPLETE["SAMPLE_DATABASE_URL"]
        assert (settings.http_port, settings.database_pool_size, settings.service_name) == (8101, 5, "sample")

    def test_of_all_services_may_be_overridden_for_one(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("VETERANS_LOG_LEVEL", "WARNING")
        assert Sample.load().log_level == "WARNING"
        environment.setenv("SAMPLE_LOG_LEVEL", "DEBUG")
        assert Sample.load().log_level == "DEBUG"

    def test_of_one_service_are_not_taken_from_what_all_have_in_common(self, environment: pytest.MonkeyPatch) -> None:
        environment.delenv("SAMPLE_HTTP_PORT")
        environment.setenv("VETERANS_HTTP_PORT", "8101")
        with pytest.raises(ConfigurationFault, match="SAMPLE_HTTP_PORT: missing or empty"):
            Sample.load()

    def test_name_the_proxies_that_are_believed(self, environment: pytest.MonkeyPatch) -> None:
        assert Sample.load().trusted_networks == ()
        environment.setenv("VETERANS_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,fd00::/8")
        assert [str(each) for each in Sample.load().trusted_networks] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
        for wrong in ("*", "proxy", "10.0.0.1/8"):
            environment.setenv("VETERANS_TRUSTED_PROXIES", wrong)
            with pytest.raises(ConfigurationFault, match=r"VETERANS_TRUSTED_PROXIES: .*addresses or networks"):
                Sample.load()

    @pytest.mark.parametrize(("written", "expected"), [("P30D", 30), ("-P2767D", -2767), ("", 0)])
    def test_move_the_clock_of_a_county_of_invented_people(
        self, environment: pytest.MonkeyPatch, written: str, expected: int
    ) -> None:
        environment.setenv("VETERANS_SYNTHETIC_IDS_ALLOWED", "true")
        environment.setenv("VETERANS_CLOCK_AHEAD", written)
        assert Sample.load().clock_ahead == timedelta(days=expected)

    def test_move_no_clock_where_real_people_are_registered(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("VETERANS_CLOCK_AHEAD", "P30D")
        with pytest.raises(ConfigurationFault, match=r"VETERANS_CLOCK_AHEAD: .*real people"):
            Sample.load()

    @pytest.mark.parametrize("name", ["VETERANS_LOG_LEVEL", "SAMPLE_LOG_LEVEL"])
    def test_name_the_variable_that_gave_what_is_wrong(self, environment: pytest.MonkeyPatch, name: str) -> None:
        environment.setenv(name, "chatty")
        with pytest.raises(ConfigurationFault, match=f"{name}: "):
            Sample.load()

    def test_come_from_the_secrets_directory(self, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
        environment.delenv("SAMPLE_DATABASE_URL")
        environment.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        (tmp_path / "sample_database_url").write_text("postgresql://from:file@db/sample\n")
        assert Sample.load().database_url.get_secret_value() == "postgresql://from:file@db/sample"

    def test_of_all_services_may_come_from_there_too(self, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
        environment.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        (tmp_path / "veterans_token_audience").write_text("county\n")
        assert Sample.load().token_audience == "county"

    @pytest.mark.parametrize("name", COMPLETE)
    @pytest.mark.parametrize("value", [None, ""])
    def test_refuse_to_be_without(self, environment: pytest.MonkeyPatch, name: str, value: str | None) -> None:
        if value is None:
            environment.delenv(name)
        else:
            environment.setenv(name, value)
        with pytest.raises(ConfigurationFault, match=f"{name}: missing or empty"):
            Sample.load()

    def test_take_an_empty_secret_file_for_none(self, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
        environment.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        (tmp_path / "sample_master_key").write_text(f"{MASTER_KEY}\n")
        (tmp_path / "sample_previous_master_key").touch()
        assert SampleWithSecrets.load().previous_master_key is None
        (tmp_path / "sample_master_key").write_text("\n")
        with pytest.raises(ConfigurationFault, match="SAMPLE_MASTER_KEY: missing or empty"):
            SampleWithSecrets.load()

    def test_refuse_an_authority_that_is_not_there(self, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
        environment.setenv("VETERANS_DATABASE_AUTHORITY", str(tmp_path / "authority_certificate"))
        with pytest.raises(ConfigurationFault, match="VETERANS_DATABASE_AUTHORITY: "):
            Sample.load()

    def test_name_everything_that_is_missing_at_once(self) -> None:
        with pytest.raises(ConfigurationFault) as fault:
            Sample.load()
        assert all(name in str(fault.value) for name in COMPLETE)

    def test_never_repeat_a_value_in_the_message(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("SAMPLE_HTTP_PORT", "hunter2")
        with pytest.raises(ConfigurationFault, match="SAMPLE_HTTP_PORT") as fault:
            Sample.load()
        assert "hunter2" not in str(fault.value)

    def test_have_no_default_master_key(self, environment: pytest.MonkeyPatch) -> None:
        with pytest.raises(ConfigurationFault, match="SAMPLE_MASTER_KEY: missing or empty"):
            SampleWithSecrets.load()

    @pytest.mark.parametrize("key", ["short", "c2hvcnQ=", "=" * 44])
    def test_refuse_a_master_key_of_the_wrong_length(self, environment: pytest.MonkeyPatch, key: str) -> None:
        environment.setenv("SAMPLE_MASTER_KEY", key)
        with pytest.raises(ConfigurationFault, match=r"SAMPLE_MASTER_KEY: .*must be 32 bytes in base64") as fault:
            SampleWithSecrets.load()
        assert key not in str(fault.value)

    def test_are_read_again_once_a_secret_file_was_replaced(
        self, environment: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        environment.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        environment.delenv("SAMPLE_DATABASE_URL")
        url = tmp_path / "sample_database_url"
        replaced(url, "postgresql://sample:one@127.0.0.1/sample")
        renewed = renewal(Sample.load(), lambda settings: settings.database_url.get_secret_value())
        assert renewed() is None
        replaced(url, "postgresql://sample:two@127.0.0.1/sample")
        assert [renewed(), renewed()] == ["postgresql://sample:two@127.0.0.1/sample", None]

    def test_stay_as_they_were_while_a_secret_file_is_not_usable(
        self, environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        environment.delenv("SAMPLE_DATABASE_URL")
        url = tmp_path / "sample_database_url"
        replaced(url, "postgresql://sample:one@127.0.0.1/sample")
        renewed = renewal(Sample.load(), lambda settings: settings.database_url.get_secret_value())
        url.unlink()
        assert renewed() is None
        assert "SAMPLE_DATABASE_URL: missing or empty" in capsys.readouterr().err
        replaced(url, "postgresql://sample:two@127.0.0.1/sample")
        assert renewed() == "postgresql://sample:two@127.0.0.1/sample"

    def test_do_not_print_secrets(self, environment: pytest.MonkeyPatch) -> None:
        assert "top-secret" not in f"{Sample.load()!r}{Sample.load()}"

    def test_cannot_be_changed(self) -> None:
        settings = given_settings(ServiceSettings)
        name = "http_port"
        with pytest.raises(ValidationError):
            setattr(settings, name, 1)
