"""The stack's own authority, and by it the certificates of its servers; `deploy/init` makes the same for Docker."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.embedded.ports import LOOPBACK
from deploy.embedded.secrets import kept, replaced

# Who trusts the authority was told so by hand; its servers' certificates are made anew without anybody noticing.
AUTHORITY_DAYS, SERVER_DAYS = 7300, 1825
RENEW_DAYS = 60  # a certificate that ends so soon is made anew at the next start
AUTHORITY_NAME = "veterans authority"
SERVERS = ("kafka",)  # PostgreSQL's wheel was built without TLS, and listens on this machine alone
AUTHORITY_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class Certified:
    """The files of a server: its private key, and its certificate; both PEM."""

    key: Path
    certificate: Path


@dataclass(frozen=True)
class Authority:
    """`folder` keeps `authority_key`, `authority_certificate` and of each server `…_tls_key`, `…_tls_certificate`."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """What clients are given to know the servers by."""
        if not self._certificate.exists():
            replaced(self._certificate, self._self_signed())
        return self._certificate

    def certified(self, server: str, also: Collection[str] = ()) -> Certified:
        """For this machine, and by the names or numbers of `also`. Kept while it holds; made anew when it ends soon,
        lacks one of them, or was made by another authority."""
        files = Certified(self.folder / f"{server}_tls_key", self.folder / f"{server}_tls_certificate")
        kept(files.key, _private_key)
        names = [x509.DNSName(server), x509.DNSName("localhost"), *map(_named, (LOOPBACK, *also))]
        if not (files.certificate.exists() and self._holds(files, names)):
            replaced(files.certificate, self._signed(server, files.key, names))
        return files

    def renew(self, server: str) -> Certified:
        """Another key, and a certificate for it."""
        replaced(self.folder / f"{server}_tls_key", _private_key())
        (self.folder / f"{server}_tls_certificate").unlink(missing_ok=True)
        return self.certified(server)

    def ending(self, server: str, days: int) -> Certified:
        """The files of `certified`, with a certificate that ends so soon: it is made anew when it is next asked for."""
        files = self.certified(server)
        names = _read(files.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        replaced(files.certificate, self._signed(server, files.key, list(names), days))
        return files

    def renew_itself(self) -> None:
        """Another authority; every server gets a certificate of it when it is next asked for."""
        replaced(self._key, _private_key())
        replaced(self._certificate, self._self_signed())

    def _holds(self, files: Certified, names: Collection[x509.GeneralName]) -> bool:
        certificate, authority = _read(files.certificate), _read(self.certificate)
        try:
            certificate.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            return False
        is_of_the_key = certificate.public_key() == _loaded(files.key).public_key()
        carried = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if not (is_of_the_key and set(names) <= set(carried)):
            return False
        return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)

    def _signed(self, server: str, key: Path, names: Collection[x509.GeneralName], days: int = SERVER_DAYS) -> str:
        authority = _read(self.certificate)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(_loaded(self._key).public_key())
        draft = (
            _draft(server, _loaded(key), issuer=authority.subject, days=days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(identifier, critical=False)
        )
        return _pem(draft.sign(_loaded(self._key), hashes.SHA256()))

    def _self_signed(self) -> str:
        kept(self._key, _private_key)
        key = _loaded(self._key)
        draft = (
            _draft(AUTHORITY_NAME, key, issuer=_name(AUTHORITY_NAME), days=AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(AUTHORITY_USAGE, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        return _pem(draft.sign(key, hashes.SHA256()))

    @property
    def _key(self) -> Path:
        return self.folder / "authority_key"

    @property
    def _certificate(self) -> Path:
        return self.folder / "authority_certificate"


def until(certificate: Path) -> datetime:
    """When it ends."""
    return _read(certificate).not_valid_after_utc


def _draft(name: str, key: ec.EllipticCurvePrivateKey, *, issuer: x509.Name, days: int) -> x509.CertificateBuilder:
    begins = datetime.now(UTC) - timedelta(days=1)  # for clocks that are behind
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
    )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private_key() -> str:
    form, locked = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, form, locked).decode()


def _loaded(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no key of an elliptic curve")
    return key


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
