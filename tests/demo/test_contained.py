"""A container that may do more than it needs is named, with what it may."""

from typing import Any

import pytest

from deploy.demo.contained import excesses


def container(
    name: str = "registry-api",
    *,
    image: str = "veterans/registry:local",
    secrets: tuple[str, ...] = (),
    networks: tuple[str, ...] = ("inner",),
    **host: Any,
) -> dict[str, Any]:
    contained: dict[str, Any] = {
        "ReadonlyRootfs": True, "CapDrop": ["ALL"], "CapAdd": None, "SecurityOpt": ["no-new-privileges:true"],
        "Memory": 2**30, "NanoCpus": 10**9, "PidsLimit": 512, "PortBindings": None,
        "LogConfig": {"Config": {"max-size": "10m", "max-file": "5"}},
    }  # fmt: skip
    return {
        "Config": {"Labels": {"com.docker.compose.service": name}, "Image": image},
        "Mounts": [{"Source": f"/srv/secrets/{each}", "Destination": f"/run/secrets/{each}"} for each in secrets],
        "HostConfig": contained | host,
        "NetworkSettings": {"Networks": {f"veterans_{each}": {} for each in networks}},
    }


class TestExcesses:
    def test_are_none_of_a_container_that_is_contained(self) -> None:
        assert list(excesses(container(), account=10001)) == []

    @pytest.mark.parametrize(
        ("host", "said"),
        [
            ({"ReadonlyRootfs": False}, "writes to its root file system"),
            ({"CapDrop": None}, "has privileges []"),
            ({"CapAdd": ["CAP_NET_RAW"]}, "has privileges ['NET_RAW']"),
            ({"SecurityOpt": None}, "may gain privileges"),
            ({"Memory": 0}, "may take the whole machine"),
            ({"PidsLimit": None}, "may take the whole machine"),
            ({"LogConfig": {"Config": {}}}, "has a log without end"),
            ({"PortBindings": {"8101/tcp": [{"HostIp": "127.0.0.1"}]}}, "is published on ['127.0.0.1']"),
            ({"image": "veterans/registry"}, "has an image without a version, veterans/registry"),
            ({"image": "veterans/registry:latest"}, "has an image without a version, veterans/registry:latest"),
            ({"secrets": ("benefits_master_key",)}, "knows ['benefits_master_key']"),
            ({"secrets": ("registry_migration_url",)}, "knows ['registry_migration_url']"),
            ({"secrets": ("registry_postgres_tls_key",)}, "knows ['registry_postgres_tls_key']"),
            ({"secrets": ("authority_key",)}, "knows ['authority_key']"),
            ({"secrets": ("backup_key",)}, "knows ['backup_key']"),
        ],
    )
    def test_are_named(self, host: dict[str, Any], said: str) -> None:
        assert list(excesses(container(**host), account=10001)) == [f"registry-api {said}"]

    @pytest.mark.parametrize(
        ("name", "secrets"),
        [
            ("registry-worker", ("registry_master_key", "authority_certificate")),
            ("registry-postgres", ("registry_postgres_password", "registry_postgres_tls_key")),
            ("kafka", ("kafka_tls_key",)),
            ("edge", ("edge_key",)),
            ("registry-backup", ("backup_key",)),
            ("backup-carrier", ("backup_second",)),
        ],
    )
    def test_are_none_of_a_container_that_knows_what_it_needs(self, name: str, secrets: tuple[str, ...]) -> None:
        known = container(name, secrets=secrets)
        assert [each for each in excesses(known, account=10001) if "knows" in each] == []

    @pytest.mark.parametrize(("address", "said"), [("127.0.0.1", []), ("", ["edge is published on ['']"])])
    def test_let_people_in_by_the_edge(self, address: str, said: list[str]) -> None:
        edge = container("edge", PortBindings={"8100/tcp": [{"HostIp": address}]})
        assert list(excesses(edge, account=10001)) == said

    @pytest.mark.parametrize(
        ("name", "said"), [("edge", []), ("registry-api", ["registry-api has privileges ['NET_BIND_SERVICE']"])]
    )
    def test_are_no_right_that_the_edges_program_is_marked_with(self, name: str, said: list[str]) -> None:
        assert list(excesses(container(name, CapAdd=["CAP_NET_BIND_SERVICE"]), account=10001)) == said

    @pytest.mark.parametrize(
        ("name", "said"), [("edge", []), ("benefits-worker", ["benefits-worker reaches the world outside"])]
    )
    def test_are_a_way_out_that_only_the_edge_needs(self, name: str, said: list[str]) -> None:
        assert list(excesses(container(name, networks=("default", "outside")), account=10001)) == said

    def test_are_volumes_that_nobody_named(self) -> None:
        keeping = container("kafka")
        for name, folder in (("veterans_kafka", "/var/lib/kafka/data"), ("0a" * 32, "/etc/kafka/secrets")):
            keeping["Mounts"].append({"Type": "volume", "Name": name, "Destination": folder, "Source": "/srv/volume"})
        said = ["kafka keeps ['/etc/kafka/secrets'] in volumes without a name"]
        assert list(excesses(keeping, account=10001)) == said

    def test_have_root_among_them(self) -> None:
        assert list(excesses(container(), account=0)) == ["registry-api runs as root"]

    def test_let_a_database_take_its_volume_over_and_be_reached_by_services_alone(self) -> None:
        taking = container("registry-postgres", CapAdd=["CAP_CHOWN", "CAP_SETUID"])
        assert list(excesses(taking, account=999)) == []
        taking["NetworkSettings"]["Networks"]["veterans_default"] = {}
        assert list(excesses(taking, account=999)) == ["registry-postgres can be reached by others than the services"]
