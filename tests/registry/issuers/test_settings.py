"""How external issuers are configured: in one file, which a running process follows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.registry.issuers.domain.authorization import IssuerNotFound
from services.registry.issuers.driver import Issuers
from services.registry.settings import Settings
from shared.settings import ConfigurationFault
from tests.registry.issuers.given import CONFIGURED, SITE
from tests.registry.test_settings import COMPLETE

WHOLE = CONFIGURED.format(issuer="https://sso.city.example")


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A complete environment, and where the file is to be."""
    monkeypatch.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
    for name, value in {**COMPLETE, "VETERANS_SITE_URL": SITE}.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "registry_external_issuers"


class TestTheFile:
    def test_may_be_missing(self, configured: Path) -> None:
        assert Settings.load().issuers.get() == {}

    def test_is_followed(self, configured: Path) -> None:
        issuers = Issuers(Settings.load().issuers, SITE)
        with pytest.raises(IssuerNotFound):
            issuers.get("city")
        configured.write_text(WHOLE)
        issuers.configured.look()
        known = issuers.get("city")
        assert known.redirect_uri == f"{SITE}/session/issuers/city/callback"
        assert issuers.get("city") is known
        configured.write_text(WHOLE.replace('"veterans"', '"another"'))
        issuers.configured.look()
        assert issuers.get("city").configured.client_id == "another"
        configured.write_text("no [ TOML")
        issuers.configured.look()
        assert issuers.get("city").configured.client_id == "another"

    def test_needs_the_address_that_people_are_sent_back_to(
        self, configured: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        configured.write_text(WHOLE)
        monkeypatch.delenv("VETERANS_SITE_URL")
        with pytest.raises(ConfigurationFault, match="VETERANS_SITE_URL"):
            Settings.load()

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            (lambda whole: "no [ TOML", "TOML"),
            (lambda whole: whole.replace("https://", "http://"), "city.issuer"),
            (lambda whole: whole.replace("[city]", '["City/../"]'), "City/../"),
            (lambda whole: whole.replace("client_id", "clientid"), "city.client_id"),
            (lambda whole: whole + "\nsecret = 'hunter2'", "city.secret"),
            (lambda whole: whole.replace("acr", "acrs"), "city.multi_factor"),
            (lambda whole: whole + "\nauthority = 'hunter2'", "city.authority"),
            (lambda whole: whole + "\nauthority = ''", "city.authority"),
        ],
    )
    def test_stops_the_start_naming_what_is_wrong_and_no_value(
        self, configured: Path, change: Callable[[str], str], place: str
    ) -> None:
        configured.write_text(change(WHOLE))
        with pytest.raises(ConfigurationFault) as refused:
            Settings.load()
        said = str(refused.value)
        assert "REGISTRY_EXTERNAL_ISSUERS" in said
        assert place in said
        assert "a-secret" not in said
        assert "hunter2" not in said

    @pytest.mark.parametrize(
        "address", ["veterans.example", "https://veterans.example/", "https://a, https://b", "ftp://x"]
    )
    def test_needs_an_address_without_a_path(self, configured: Path, monkeypatch: Any, address: str) -> None:
        monkeypatch.setenv("VETERANS_SITE_URL", address)
        with pytest.raises(ConfigurationFault, match="VETERANS_SITE_URL"):
            Settings.load()
