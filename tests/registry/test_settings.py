"""What the registry refuses to start with."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.registry.settings import Settings
from shared.settings import ConfigurationFault
from tests.given import MASTER_KEY, SEARCH_KEY
from tests.registry.conftest import SETUP_TOKEN, SIGNING_KEY

COMPLETE: Mapping[str, str] = {
    "REGISTRY_DATABASE_URL": "postgresql://registry:secret@127.0.0.1:5432/registry",
    "VETERANS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092",
    "REGISTRY_CENTRE_CODE": "411329",
    "REGISTRY_HTTP_PORT": "8101",
    "REGISTRY_WORKER_PORT": "8201",
    "VETERANS_TOKEN_ISSUER": "http://127.0.0.1:8101",
    "VETERANS_JWKS_URL": "http://127.0.0.1:8101/.well-known/jwks.json",
    "REGISTRY_MASTER_KEY": MASTER_KEY,
    "REGISTRY_SEARCH_KEY_A": SEARCH_KEY,
    "REGISTRY_SIGNING_KEY": SIGNING_KEY,
    "REGISTRY_SETUP_TOKEN": SETUP_TOKEN,
}


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A complete environment, and an empty secrets directory."""
    monkeypatch.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return tmp_path


class TestTheSettings:
    def test_are_complete_with_these(self, configured: Path) -> None:
        settings = Settings.load()
        assert (settings.centre_code, settings.token_lifetime_seconds) == ("411329", 600)
        assert (settings.session_idle_seconds, settings.session_longest_seconds) == (1800, 43_200)

    def test_may_come_from_secret_files(self, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("REGISTRY_SIGNING_KEY")
        (configured / "registry_signing_key").write_text(SIGNING_KEY)
        assert Settings.load().signing_key.get_secret_value().strip() == SIGNING_KEY.strip()

    def test_need_one_search_key_and_not_both(self, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert Settings.load().keyring.searches == (True, False)
        monkeypatch.delenv("REGISTRY_SEARCH_KEY_A")
        monkeypatch.setenv("REGISTRY_SEARCH_KEY_B", SEARCH_KEY)
        assert Settings.load().keyring.searches == (False, True)

    def test_need_no_setup_token(self, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REGISTRY_SETUP_TOKEN", "")
        assert Settings.load().setup_token is None

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("REGISTRY_SIGNING_KEY", ""),
            ("REGISTRY_SIGNING_KEY", "no key at all"),
            ("REGISTRY_MASTER_KEY", ""),
            ("REGISTRY_PREVIOUS_MASTER_KEY", "no key at all"),
            ("REGISTRY_SEARCH_KEY_A", ""),
            ("REGISTRY_SEARCH_KEY_A", "no key at all"),
            ("REGISTRY_SEARCH_KEY_B", "no key at all"),
            ("REGISTRY_OTHER_SIGNING_KEYS", "-----BEGIN nothing-----"),
            ("REGISTRY_SETUP_TOKEN", "short"),
            ("REGISTRY_CENTRE_CODE", ""),
            ("REGISTRY_CENTRE_CODE", "4113"),
            ("REGISTRY_TOKEN_LIFETIME_SECONDS", "0"),
        ],
    )
    def test_stop_the_start_naming_the_variable_and_not_its_value(
        self, configured: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ConfigurationFault) as refused:
            Settings.load()
        assert name in str(refused.value)
        assert not value or f" {value}" not in str(refused.value)
