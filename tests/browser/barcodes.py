"""What does a phone's camera see in a warehouse? A film of labels, each in a hand for a moment."""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FPS = 640, 480, 30  # Chromium plays an MJPEG file at thirty frames a second, over and over
KINDS = {
    "EAN13": zxingcpp.BarcodeFormat.EAN13,
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "QRCode": zxingcpp.BarcodeFormat.QRCode,
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
}
POSES = 6  # pictures of one label, shown in turn


def label(text: str, kind: str) -> Image.Image:
    """A printed label: the code on white, and what stands below it."""
    made = zxingcpp.create_barcode(text, KINDS[kind])
    code = Image.fromarray(made.to_image(scale=3, add_quiet_zones=True)).convert("L")
    paper = Image.new("L", (code.width + 40, code.height + 50), 245)
    paper.paste(code, (20, 15))
    ImageDraw.Draw(paper).text((24, code.height + 22), text[:30], fill=30)
    return paper


def pose(paper: Image.Image, chance: random.Random) -> Image.Image:
    """The label in a hand before shelves: turned, shifted, a little out of focus, in uneven light."""
    scene = Image.effect_noise((WIDTH // 8, HEIGHT // 8), 60).resize((WIDTH, HEIGHT))
    draw = ImageDraw.Draw(scene)
    for _ in range(12):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        draw.rectangle(
            (x, y, x + chance.randrange(20, 160), y + chance.randrange(8, 60)), chance.randrange(200)
        )
    size = min(1.0, (WIDTH - 140) / paper.width, (HEIGHT - 140) / paper.height) * chance.uniform(0.9, 1.05)
    held = paper.resize((round(paper.width * size), round(paper.height * size)))
    mask = Image.new("L", held.size, 255)
    turn = chance.uniform(-8, 8)
    held, mask = (one.rotate(turn, Image.Resampling.BICUBIC, expand=True) for one in (held, mask))
    at = (
        (WIDTH - held.width) // 2 + chance.randint(-15, 15),
        (HEIGHT - held.height) // 2 + chance.randint(-12, 12),
    )
    scene.paste(held, at, mask)
    shade = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).point(lambda grey: grey // 4)
    return Image.blend(scene, Image.eval(shade, lambda grey: 255 - grey), 0.15).filter(
        ImageFilter.GaussianBlur(chance.uniform(0.2, 0.7))
    )


def film(path: Path, labels: list[tuple[str, str]], each_s: float, seed: int = 7) -> float:
    """Writes labels of (text, kind), each before the camera for `each_s`; the seconds that all take."""
    chance = random.Random(seed)
    frames_each = math.ceil(each_s * FPS)
    with path.open("wb") as file:
        for text, kind in labels:
            paper = label(text, kind)
            poses = []
            for _ in range(POSES):
                jpeg = io.BytesIO()
                pose(paper, chance).convert("RGB").save(jpeg, "JPEG", quality=70)
                poses.append(jpeg.getvalue())
            for frame in range(frames_each):
                file.write(poses[frame // 3 % POSES])
    return len(labels) * frames_each / FPS
