"""Which application does a test talk to? A whole one on a database of its own, copied from a small town."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from server.commands.admin import passwords
from tests import databases
from tests.place import Place, build_town


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files first: begun last, one of them would go on alone at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def databases_end() -> Iterator[None]:
    yield
    databases.end()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 at its least cost: hashing is meant to be slow, and would be most of the time of many tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "current_hasher", Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The template that `place` is copied from: made once, never changed."""
    return build_town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def place(town: Place, tmp_path: Path) -> Iterator[Place]:
    """A town with two hubs and a person of each role; every test has its own."""
    shutil.copy(town.folder / "waybill.db", tmp_path / "waybill.db")
    copied = Place.of(tmp_path, town)
    yield copied
    copied.close()
