"""Can a scanner read the bars?"""

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from warehouse.labels import QUIET_MODULES, code128


@pytest.mark.parametrize("text", ["RNBR3Z9T4Z47", "261121-001", "12345678901234567890", "a~ b"])
def test_drawn_bars_read_back(text: str) -> None:
    bars = code128(text)
    image = Image.new("L", (bars.modules * 3, 90), 255)
    draw = ImageDraw.Draw(image)
    for start, width in bars.bars:
        draw.rectangle([start * 3, 0, (start + width) * 3 - 1, 89], fill=0)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [text]


def test_white_is_left_on_both_sides() -> None:
    bars = code128("R1")
    last_start, last_width = bars.bars[-1]
    assert bars.bars[0][0] == QUIET_MODULES
    assert bars.modules - last_start - last_width == QUIET_MODULES


@pytest.mark.parametrize("text", ["", "заказ", "a\tb", "é"])
def test_what_code_128_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        code128(text)
