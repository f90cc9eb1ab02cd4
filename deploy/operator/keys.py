"""`veterans keys`: secrets are replaced while everything runs."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

import typer

from deploy.embedded.configuration import KEEPS_PERSONAL_FIELDS, secrets_folder
from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.embedded.rotation import DatabasePassword, Identities, KafkaPassword, MasterKey, SearchKey, Signing, alone
from deploy.embedded.secrets import random_password, replaced
from deploy.embedded.site import SERVICES, Site
from deploy.embedded.stack import kafka_of
from deploy.operator.installation import Embedded
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, running_site
from deploy.operator.screen import say
from deploy.trouble import Trouble
from shared.auth.signing_keys import TOKEN_SECONDS
from shared.kafka.broker import MECHANISM

# Within a second a process follows its files; and a transaction that began before has ended (or was ended) by then.
FOLLOWED_SECONDS = 20

keys = typer.Typer(
    help="更换密钥和口令，系统不停机。 Replace keys and passwords while everything runs.", no_args_is_help=True
)


class Kind(StrEnum):
    """What can be replaced."""

    MASTER = "master"
    SEARCH = "search"
    SIGNING = "signing"
    PASSWORDS = "passwords"
    IDENTITIES = "identities"
    SETUP = "setup-token"
    KAFKA = "kafka"


@keys.command()
def rotate(
    kind: Annotated[
        Kind,
        typer.Argument(
            help="主密钥 · 查询密钥 · 签名密钥 · 数据库口令 · 各服务的身份密钥 · 首次设置的令牌 · Kafka 口令"
        ),
    ],
    home: Home = DEFAULT_HOME,
) -> None:
    """更换；中断后再次运行即可接续。 Replace it; when it was cut off, run it again."""
    where = running_site(home)
    if Record(where.home).launcher() is None:
        raise Trouble("系统未在运行，请先运行 veterans up。", "the stack does not run; run `veterans up` first.")
    with alone(where.home):
        _ROTATIONS[kind](where)


@keys.command()
def retire(
    *,
    leaked: Annotated[
        bool,
        typer.Option("--leaked", help="密钥已泄露：立即撤下，所有人须重新登录 · at once; everybody signs in again"),
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """撤下上一个签名密钥。 Publish the signing key before no more."""
    where = running_site(home)
    with alone(where.home):
        _retire(where, leaked=leaked)


def _retire(where: Site, *, leaked: bool) -> None:
    other = Signing(secrets_folder(where, "registry")).other
    if not other.exists():
        raise Trouble("没有上一个签名密钥。", "there is no signing key before.")
    left = round(other.stat().st_mtime + TOKEN_SECONDS - time.time())
    if left > 0 and not leaked:
        raise Trouble(
            f"其签发的令牌可能仍有效，{left} 秒后再撤；如已泄露，请加 --leaked。",
            f"tokens of it may be valid for another {left} s; if it has leaked, add --leaked.",
        )
    other.unlink()
    _record(where, "registry", "signing")
    say("上一个签名密钥已撤下", "the signing key before is published no more")


def _master(where: Site) -> None:
    steps = [MasterKey(secrets_folder(where, service), service) for service in sorted(KEEPS_PERSONAL_FIELDS)]
    for step in steps:
        step.begin()
    _wait()
    for step in steps:
        _record(where, step.service, Kind.MASTER)
        step.end()
        say(f"{step.service} 主密钥已更换", f"{step.service}: the master key is replaced")


def _search(where: Site) -> None:
    step = SearchKey(secrets_folder(where, "registry"))
    step.begin()
    _wait()
    _record(where, "registry", Kind.SEARCH)
    step.end()
    _wait()
    _record(where, "registry", Kind.SEARCH)  # what the one that is gone was for is emptied
    say("查询密钥已更换", "the search key is replaced")


def _signing(where: Site) -> None:
    step = Signing(secrets_folder(where, "registry"))
    step.publish()
    _wait()
    step.sign()
    _record(where, "registry", Kind.SIGNING)
    say("签名密钥已更换；旧密钥失效后撤下：veterans keys retire", "replaced; later: veterans keys retire")


def _passwords(where: Site) -> None:
    server = Postgres(where.home, where.ports.postgres_port)
    steps = [DatabasePassword(secrets_folder(where, service), service) for service in SERVICES]
    passwords = {step.service: step.begin() for step in steps}
    _wait()
    for step in steps:
        server.psql("postgres", f"ALTER ROLE {step.service} PASSWORD '{passwords[step.service]}'")
        step.end()
        _record(where, step.service, Kind.PASSWORDS)
        say(f"{step.service} 数据库口令已更换", f"{step.service}: the database password is replaced")
    server.replace_password()
    say("数据库管理员口令已更换", "the password of the database's administrator is replaced")


def _identities(where: Site) -> None:
    step = Identities(where)
    step.publish()
    _wait()
    step.sign()
    for service in SERVICES:
        if run_job(Embedded(where), service, "check-identity"):
            raise Trouble(
                f"登记服务未认可 {service} 的新密钥，新旧密钥均保留；请排除故障后再次运行。",
                f"registry does not know {service} by its new key; both stay. Mend what is wrong, then run this again.",
            )
    step.end()
    _record(where, "registry", Kind.IDENTITIES)
    say("各服务的身份密钥已更换", "the services show who they are with new keys")


def _setup_token(where: Site) -> None:
    replaced(secrets_folder(where, "registry") / "registry_setup_token", random_password())
    _record(where, "registry", Kind.SETUP)
    say("首次设置的一次性令牌已更换", "the one-time token for the setup is replaced")


def _kafka(where: Site) -> None:
    server = kafka_of(where)
    if server.broker.mechanism == MECHANISM:  # else the broker reads it from its configuration when it starts
        server.replace_password("operator", KafkaPassword(server.operator_password))
        say("运维用户的 Kafka 口令已更换", "the operator's password at Kafka is replaced")
    for service in SERVICES:
        server.replace_password(service, KafkaPassword(secrets_folder(where, service) / f"{service}_kafka_password"))
        _record(where, service, Kind.KAFKA)
        say(f"{service} 的 Kafka 口令已更换", f"{service}: the password at Kafka is replaced")


_ROTATIONS: Mapping[Kind, Callable[[Site], None]] = {
    Kind.MASTER: _master,
    Kind.SEARCH: _search,
    Kind.SIGNING: _signing,
    Kind.PASSWORDS: _passwords,
    Kind.IDENTITIES: _identities,
    Kind.SETUP: _setup_token,
    Kind.KAFKA: _kafka,
}


def _wait() -> None:
    say(f"等待各进程跟进，{FOLLOWED_SECONDS} 秒", f"every process follows; waiting {FOLLOWED_SECONDS} s")
    time.sleep(FOLLOWED_SECONDS)


def _record(where: Site, service: str, kind: str) -> None:
    """Bring what stands under the old key under the new one, and leave an audit row."""
    if run_job(Embedded(where), service, "rekey", "--kind", kind):
        raise Trouble(
            f"{service} 未能完成，旧密钥保留；请排除故障后再次运行。",
            f"{service} was not done and the old key stays; mend what is wrong, then run this again.",
        )
