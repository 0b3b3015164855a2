"""Which application does a test talk to? A whole one on a database of its own, copied from a small town."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.place import Place, build_town


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
