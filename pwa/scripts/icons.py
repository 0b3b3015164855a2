"""How do the app's icons come about? Drawn by this script with the standard library alone, as PNG.

Run it after changing the sign: python3 pwa/scripts/icons.py
"""

import struct
import zlib
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "public" / "icons"
GREEN, WHITE, AMBER = (15, 81, 50), (255, 255, 255), (246, 189, 66)
STROKE = 0.075
# The W of a way between two stops, in units of the picture's side.
WAY = [(0.20, 0.30), (0.35, 0.70), (0.50, 0.42), (0.65, 0.70), (0.80, 0.30)]
SAMPLES = 3


def _distance(x: float, y: float, a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)))
    return float(((x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2) ** 0.5)


def _colour(x: float, y: float, scale: float) -> tuple[int, int, int]:
    """The colour at a point; `scale` below 1 draws the sign smaller, inside a mask's safe zone."""
    x, y = 0.5 + (x - 0.5) / scale, 0.5 + (y - 0.5) / scale
    if min(((x - px) ** 2 + (y - py) ** 2) ** 0.5 for px, py in (WAY[0], WAY[-1])) < STROKE * 1.25:
        return AMBER
    near = min(_distance(x, y, a, b) for a, b in pairwise(WAY))
    return WHITE if near < STROKE / 2 * 1.3 else GREEN


def _pixel(column: int, row: int, side: int, scale: float) -> bytes:
    total = [0, 0, 0]
    for n in range(SAMPLES * SAMPLES):
        x = (column + (n % SAMPLES + 0.5) / SAMPLES) / side
        y = (row + (n // SAMPLES + 0.5) / SAMPLES) / side
        total = [t + c for t, c in zip(total, _colour(x, y, scale), strict=True)]
    return bytes(round(t / SAMPLES**2) for t in total)


def draw(side: int, scale: float) -> bytes:
    """A square PNG of `side` pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\0" + b"".join(_pixel(c, r, side, scale) for c in range(side)) for r in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for name, side, scale in (("192", 192, 1.0), ("512", 512, 1.0), ("maskable-512", 512, 0.8)):
        (OUT / f"waybill-{name}.png").write_bytes(draw(side, scale))
