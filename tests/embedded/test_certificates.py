"""Servers' certificates: made by an authority of the stack's own, kept while they hold."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from deploy.embedded.certificates import RENEW_DAYS, SERVER_DAYS, Authority, Certified, until
from deploy.embedded.configuration import write_secrets
from deploy.embedded.site import Ports, Site


class TestACertificate:
    @pytest.mark.parametrize("host", ["kafka", "localhost", "127.0.0.1"])
    def test_is_believed_by_who_knows_the_authority(self, tmp_path: Path, host: str) -> None:
        authority = Authority(tmp_path)
        assert greeted(authority.certified("kafka"), authority.certificate, host)

    def test_is_believed_for_its_own_names_alone(self, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        with pytest.raises(ssl.SSLCertVerificationError):
            greeted(authority.certified("kafka"), authority.certificate, "registry-postgres")

    def test_is_not_believed_by_who_knows_another_authority(self, tmp_path: Path) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            greeted(Authority(tmp_path / "a").certified("kafka"), Authority(tmp_path / "b").certificate, "kafka")

    def test_is_kept_and_read_by_its_owner_alone(self, tmp_path: Path) -> None:
        first, second = (_content(Authority(tmp_path).certified("kafka")) for _ in range(2))
        assert first == second
        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}

    def test_is_there_before_the_broker_and_the_services_ask_for_it_at_once(self, tmp_path: Path) -> None:
        """Each would make an authority of its own, where a stack starts on data from before there was one."""
        write_secrets(Site(tmp_path, Ports()))
        made = {file.name for file in (tmp_path / "secrets").iterdir() if file.is_file()}
        assert {"authority_key", "authority_certificate", "kafka_tls_key", "kafka_tls_certificate"} <= made

    def test_is_made_anew_before_it_ends(self, tmp_path: Path) -> None:
        _, before = _content(Authority(tmp_path).certified("kafka"))
        with time_machine.travel(_later(SERVER_DAYS - RENEW_DAYS - 5)):
            assert _content(Authority(tmp_path).certified("kafka"))[1] == before
        with time_machine.travel(_later(SERVER_DAYS - RENEW_DAYS)):
            assert _content(Authority(tmp_path).certified("kafka"))[1] != before

    def test_is_made_anew_by_another_authority(self, tmp_path: Path) -> None:
        _, before = _content(Authority(tmp_path).certified("kafka"))
        for name in ("authority_key", "authority_certificate"):
            (tmp_path / name).unlink()
        authority = Authority(tmp_path)
        files = authority.certified("kafka")
        assert _content(files)[1] != before
        assert greeted(files, authority.certificate, "kafka")

    def test_is_made_anew_when_told(self, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        key, certificate = _content(authority.certified("kafka"))
        files = authority.renew("kafka")
        assert not {key, certificate} & set(_content(files))
        assert greeted(files, authority.certificate, "kafka")

    def test_can_end_soon_and_is_then_made_anew(self, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        files = authority.ending("kafka", days=3)
        assert until(files.certificate) < datetime.now(UTC) + timedelta(days=3)
        assert greeted(files, authority.certificate, "kafka")
        assert until(authority.certified("kafka").certificate) > datetime.now(UTC) + timedelta(days=RENEW_DAYS)

    def test_is_made_anew_after_its_authority(self, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        authority.certified("kafka")
        authority.renew_itself()
        assert greeted(authority.certified("kafka"), authority.certificate, "kafka")


def greeted(files: Certified, authority: Path, host: str) -> bool:
    """Whether a client that knows `authority` completes a handshake with a server of that name. Raises its refusal."""
    server, client = socket.socketpair()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)

    def serve() -> None:
        try:
            context.wrap_socket(server, server_side=True).close()
        except ssl.SSLError:  # the client would not have it, and says so
            server.close()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        with ssl.create_default_context(cafile=str(authority)).wrap_socket(client, server_hostname=host) as greeted_by:
            return bool(greeted_by.getpeercert())
    finally:
        client.close()
        serving.join()


def _content(files: Certified) -> tuple[str, str]:
    return files.key.read_text(), files.certificate.read_text()


def _later(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)
