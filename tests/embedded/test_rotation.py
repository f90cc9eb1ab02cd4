"""What the files of a stack say at each step of a rotation, also when the command was cut off and is run again."""

import tomllib
from pathlib import Path

import pytest

from deploy.embedded.configuration import next_identity_key, public_key, secrets_folder, write_secrets
from deploy.embedded.leftovers import Record
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from deploy.embedded.rotation import DatabasePassword, Identities, MasterKey, SearchKey, Signing, alone
from deploy.embedded.secrets import kept, replaced
from deploy.embedded.site import SERVICES, Ports, Site
from deploy.operator.keys import Kind, retire, rotate
from deploy.trouble import Trouble


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path, Ports())
    write_secrets(made)
    return made


@pytest.fixture
def folder(site: Site) -> Path:
    return secrets_folder(site, "registry")


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


class TestTheMasterKey:
    def test_leaves_the_old_one_readable_until_the_end(self, folder: Path) -> None:
        old = kept(folder / "registry_master_key")
        step = MasterKey(folder, "registry")
        step.begin()
        assert kept(folder / "registry_previous_master_key") == old != kept(folder / "registry_master_key")
        step.end()
        assert not (folder / "registry_previous_master_key").exists()

    def test_is_not_replaced_twice_by_a_command_that_is_run_again(self, folder: Path) -> None:
        step = MasterKey(folder, "registry")
        step.begin()
        begun = contents(folder)
        step.begin()
        assert contents(folder) == begun

    def test_is_replaced_when_the_command_was_cut_off_before_it_was(self, folder: Path) -> None:
        old = kept(folder / "registry_master_key")
        replaced(folder / "registry_previous_master_key", old)
        MasterKey(folder, "registry").begin()
        assert kept(folder / "registry_master_key") != old == kept(folder / "registry_previous_master_key")


class TestTheSearchKey:
    def test_takes_the_free_column_in_turns_and_no_start_of_the_stack_brings_the_old_one_back(
        self, site: Site, folder: Path
    ) -> None:
        a, b = folder / "registry_search_key_a", folder / "registry_search_key_b"
        step = SearchKey(folder)
        step.begin()
        assert a.exists()
        assert b.exists()
        step.end()
        write_secrets(site)
        assert (a.exists(), b.exists()) == (False, True)
        step.begin()
        step.end()
        assert (a.exists(), b.exists()) == (True, False)


class TestTheSigningKey:
    def test_is_published_before_it_signs_and_the_old_one_after_it_did(self, folder: Path) -> None:
        current, other = folder / "registry_signing_key", folder / "registry_other_signing_keys"
        old = current.read_text()
        step = Signing(folder)
        step.publish()
        following = other.read_text()
        assert current.read_text() == old
        step.sign()
        assert (current.read_text(), other.read_text()) == (following, old)

    def test_is_not_replaced_while_the_one_before_is_still_published(self, folder: Path) -> None:
        step = Signing(folder)
        step.publish()
        step.sign()
        with pytest.raises(Trouble, match="veterans keys retire"):
            step.publish()

    @pytest.mark.parametrize("cut_off_at", [0, 1, 2, 3, 4])
    def test_is_taken_up_where_a_command_was_cut_off(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, cut_off_at: int
    ) -> None:
        """Before each file that it writes; the next key is not made twice, and the old one is published to the end."""
        current, other = folder / "registry_signing_key", folder / "registry_other_signing_keys"
        old, written = current.read_text(), 0

        def cut_off(path: Path, content: str) -> None:
            nonlocal written
            if written == cut_off_at:
                raise KeyboardInterrupt
            written += 1
            replaced(path, content)

        step = Signing(folder)
        for module in ("rotation", "secrets"):
            monkeypatch.setattr(f"deploy.embedded.{module}.replaced", cut_off)
        with pytest.raises(KeyboardInterrupt):
            self.rotate(step)
        monkeypatch.undo()
        published = other.read_text() if other.exists() else ""
        self.rotate(step)
        following = current.read_text()
        assert following != old == other.read_text()
        assert published in {"", old} or published.startswith(following)
        with pytest.raises(Trouble, match="veterans keys retire"):
            step.publish()

    def rotate(self, step: Signing) -> None:
        step.publish()
        step.sign()


class TestACommandThatReplacesKeys:
    def test_is_alone(self, site: Site) -> None:
        """A second one is told so, whatever it is to replace."""
        record = Record(site.home)
        record.hold()
        record.write({})
        with alone(site.home):
            with pytest.raises(Trouble, match="another command replaces keys"):
                rotate(Kind.SEARCH, site.home)
            with pytest.raises(Trouble, match="another command replaces keys"):
                retire(leaked=True, home=site.home)
        with pytest.raises(Trouble, match="no signing key before"):
            retire(leaked=True, home=site.home)


class TestADatabasePassword:
    def test_stays_what_it_became_when_the_stack_starts_again(self, site: Site, folder: Path) -> None:
        old = kept(folder / "database_password")
        step = DatabasePassword(folder, "registry")
        password = step.begin()
        assert f":{password}@" in kept(folder / "registry_database_url")
        assert f":{old}@" in kept(folder / "registry_previous_database_url")
        step.end()
        before = contents(folder)
        write_secrets(site)
        assert contents(folder) == before


class TestTheIdentities:
    def test_are_known_by_both_keys_until_the_next_one_was_tried(self, site: Site, folder: Path) -> None:
        own = secrets_folder(site, "benefits") / "benefits_identity_key"
        old = own.read_text()
        assert known(folder) == [public_key(old)]
        step = Identities(site)
        step.publish()
        following = next_identity_key(site, "benefits").read_text()
        assert known(folder) == [public_key(old), public_key(following)]
        assert kept(own) == old.strip()
        step.sign()
        assert kept(own) == following.strip()
        assert known(folder) == [public_key(old), public_key(following)]
        step.end()
        assert known(folder) == [public_key(following)]
        assert not next_identity_key(site, "benefits").exists()

    def test_go_on_where_the_command_was_cut_off(self, site: Site, folder: Path) -> None:
        step = Identities(site)
        step.publish()
        following = next_identity_key(site, "benefits").read_text()
        step.sign()
        write_secrets(site)  # as every start of the stack does
        step.publish()
        step.sign()
        step.end()
        assert known(folder) == [public_key(following)]


def known(folder: Path) -> list[str]:
    """The public keys that registry knows benefits by."""
    told = tomllib.loads((folder / "registry_service_keys").read_text())
    assert list(told) == list(SERVICES)
    return [str(key).lstrip() for key in told["benefits"]["keys"]]


class TestTheAdministratorsPassword:
    def test_holds_at_every_place_where_its_replacement_may_be_cut_off(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        server = Postgres(tmp_path / "home", free_port(), durable=False)
        server.start()
        try:
            first = server.admin_url()
            new = server.passwords.begin()
            assert server.psql("postgres", "SELECT 1") == "1"  # the server does not know it yet
            assert server.admin_url() == first
            assert server.passwords.begin() == new
            server.psql("postgres", f"ALTER ROLE postgres PASSWORD '{new}'")
            assert server.psql("postgres", "SELECT 1") == "1"  # it does, and the one before is still there
            server.replace_password()
            assert (server.passwords.current, server.passwords.previous) == (new, None)
            server.replace_password()
            assert new not in server.admin_url()
            other = Postgres(tmp_path / "home", server.port, durable=False)  # another process
            assert other.psql("postgres", "SELECT 1") == "1"
        finally:
            server.stop()
