"""Is a matrix kept whole or not at all, found again by what it is, and is the folder bounded?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from routing.matrix import Matrix, great_circle
from routing.model import Place
from routing.roads.cache import MatrixCache
from tests.routing.factories import HUB, east

KEY = "osrm, town.osm.pbf"
PLACES = (HUB, east(1000), east(2000))


def asked(cache: MatrixCache, matrix: Matrix) -> Matrix | None:
    return cache.get(KEY, matrix.profile, matrix.places)


def test_the_same_question_finds_it_and_no_other_does(tmp_path: Path) -> None:
    cache, matrix = MatrixCache(tmp_path / "new"), great_circle(PLACES)
    assert asked(cache, matrix) is None
    cache.put(KEY, matrix)
    found = asked(cache, matrix)
    assert found is not None and found.sha256() == matrix.sha256()
    for key, profile, places in (
        ("other", "bicycle", PLACES),
        (KEY, "foot", PLACES),
        (KEY, "bicycle", PLACES[::-1]),
        (KEY, "bicycle", (*PLACES, Place(1, 1))),
    ):
        assert cache.get(key, profile, places) is None
    assert [path.suffix for path in cache.folder.iterdir()] == [".npz"]


@pytest.mark.parametrize("cut", [0, 10, -1, -300])
def test_a_torn_file_is_forgotten(tmp_path: Path, cut: int) -> None:
    cache, matrix = MatrixCache(tmp_path), great_circle(PLACES)
    cache.put(KEY, matrix)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:cut])
    assert asked(cache, matrix) is None
    assert not list(tmp_path.iterdir())


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    cache, matrix = MatrixCache(tmp_path), great_circle(PLACES)
    cache.put(KEY, matrix)
    (path,) = tmp_path.iterdir()
    raw = bytearray(path.read_bytes())
    raw[raw.index(matrix.seconds.tobytes()) + 5] ^= 1
    path.write_bytes(raw)
    assert asked(cache, matrix) is None


def test_an_old_one_is_not_fresh(tmp_path: Path) -> None:
    cache, matrix = MatrixCache(tmp_path), great_circle(PLACES)
    cache.put(KEY, matrix)
    (path,) = tmp_path.iterdir()
    os.utime(path, (1_000_000, 1_000_000))
    assert cache.get(KEY, matrix.profile, matrix.places, fresh_s=60) is None
    assert asked(cache, matrix) is not None, "without a limit any age will do"


def test_the_one_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    many = [great_circle((*PLACES, east(5000 + n))) for n in range(4)]
    size = len(many[0].to_bytes(compressed=False))
    cache = MatrixCache(tmp_path, most_bytes=3 * size + 100)
    for n, matrix in enumerate(many[:3]):
        cache.put(KEY, matrix)
        for path in tmp_path.iterdir():
            if path.stat().st_atime > 1_000_000:
                os.utime(path, (1000 + n, 1_000_000 - 1))
    assert asked(cache, many[0]) is not None
    cache.put(KEY, many[3])
    assert [asked(cache, matrix) is not None for matrix in many] == [True, False, True, True]
    MatrixCache(tmp_path / "small", most_bytes=10).put(KEY, many[0])
    assert not (tmp_path / "small").exists()
