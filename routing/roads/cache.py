"""Was this matrix measured before? A bounded folder of matrices by key, profile and places."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from routing.errors import NoFigures
from routing.matrix import Matrix
from routing.model import Place

_SUFFIX = ".npz"
_MOST_BYTES = 256 * 2**20


class MatrixCache:
    """Files in `folder`, at most `most_bytes` together; the one not asked for longest goes first.

    The key says all that the figures depend on besides profile and places: the source, its build, the period.
    A file appears whole or not at all; a torn one is forgotten. Several processes may share the folder.
    """

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    def get(
        self, key: str, profile: str, places: Sequence[Place], *, fresh_s: float | None = None
    ) -> Matrix | None:
        """The matrix over exactly these places in this order; None: not held, or older than `fresh_s`."""
        path = self._path(key, profile, places)
        try:
            made_at_ns = path.stat().st_mtime_ns
            if fresh_s is not None and time.time() - made_at_ns / 1e9 > fresh_s:
                return None
            matrix = Matrix.from_bytes(path.read_bytes())
        except OSError:
            return None
        except NoFigures:
            path.unlink(missing_ok=True)
            return None
        # Asked for just now, which is all that the access time means here; made when it was.
        with suppress(OSError):
            os.utime(path, ns=(time.time_ns(), made_at_ns))
        return matrix

    def put(self, key: str, matrix: Matrix) -> None:
        """Keeps it; a disk that is full or read-only costs the time to measure again, nothing else."""
        data = matrix.to_bytes(compressed=False)
        if len(data) > self.most_bytes:
            return
        path = self._path(key, matrix.profile, matrix.places)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(len(data))
            handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(temporary, path)
            except OSError:
                Path(temporary).unlink(missing_ok=True)

    def _path(self, key: str, profile: str, places: Sequence[Place]) -> Path:
        digest = hashlib.sha256(f"{key}\n{profile}\n".encode())
        digest.update(np.array([(place.lat, place.lon) for place in places], np.float64).tobytes())
        return self.folder / f"{digest.hexdigest()}{_SUFFIX}"

    def _make_room(self, size: int) -> None:
        held = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                seen = path.stat()
                held.append((seen.st_atime, seen.st_size, path))
        total = size + sum(each for _, each, _ in held)
        for _, each, path in sorted(held):
            if total <= self.most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= each
