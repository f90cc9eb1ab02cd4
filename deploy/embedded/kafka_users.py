"""Whom the embedded Kafka knows before anybody has told it: the node itself (`broker`), and the operator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.secrets import kept
from deploy.kafka.client import PLAIN
from shared.kafka.broker import MECHANISM

SETTINGS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
    "super.users": "User:broker;User:operator",
    # Its own port knows the node alone; users that it could look up would have to be there before it has begun.
    "sasl.mechanism.controller.protocol": PLAIN,
    "listener.name.controller.sasl.enabled.mechanisms": PLAIN,
}
LOGIN = "listener.name.{}.{}.sasl.jaas.config"
PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True)
class FirstUsers:
    """`secrets` keeps their passwords; `data` is where the broker keeps what it knows."""

    secrets: Path
    data: Path

    @property
    def operator(self) -> Path:
        """Where the operator's password lies."""
        return self.secrets / "operator_password"

    @property
    def mechanism(self) -> str:
        """By which they are known. Data that were formatted before users had passwords hold none of theirs: there the
        configuration says them."""
        first = self.data / "bootstrap.checkpoint"
        is_formatted = (self.data / "meta.properties").exists()
        knows_them = first.exists() and b"operator" in first.read_bytes()
        return PLAIN if is_formatted and not knows_them else MECHANISM

    def when_formatted(self) -> tuple[str, ...]:
        """What the tool is told that formats the data."""
        passwords = {"broker": self._broker, "operator": kept(self.operator)}
        return tuple(f"--add-scram={MECHANISM}=[name={name},password={word}]" for name, word in passwords.items())

    def settings(self, listeners: Iterable[str]) -> Mapping[str, str]:
        """What the broker is told; `listeners` are those of clients."""
        login = f'required username="broker" password="{self._broker}"'
        plain = f'{PLAIN_MODULE} {login} user_broker="{self._broker}"'
        logins = {LOGIN.format("controller", "plain"): f"{plain};"}
        for name in listeners:
            logins[LOGIN.format(name.lower(), MECHANISM.lower())] = f"{SCRAM_MODULE} {login};"
            if self.mechanism == PLAIN:
                logins[LOGIN.format(name.lower(), "plain")] = f'{plain} user_operator="{kept(self.operator)}";'
        enabled = ",".join(dict.fromkeys((MECHANISM, self.mechanism)))
        inside = {"sasl.enabled.mechanisms": enabled, "sasl.mechanism.inter.broker.protocol": self.mechanism}
        return SETTINGS | inside | logins

    @property
    def _broker(self) -> str:
        return kept(self.secrets / "broker_password")
