"""What do the goods of the demo town look like? A drawing by how a thing is sold, in a colour by its name."""

from server.demo.making.goods import Item

# Each on a field of 48 by 48; {c} is the colour, {d} the same darker.
DRAWINGS: dict[str, str] = {
    "bottle": '<path d="M20 6h8v8l5 6v20a3 3 0 0 1-3 3H18a3 3 0 0 1-3-3V20l5-6z" fill="{c}"/>'
    '<path d="M20 6h8v5h-8zM15 26h18v9H15z" fill="{d}"/>',
    "jar": '<path d="M14 14h20l2 5v20a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V19z" fill="{c}"/>'
    '<path d="M13 7h22v6H13zM12 24h24v10H12z" fill="{d}"/>',
    "bag": '<path d="M12 12l4-6h16l4 6 2 28a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3z" fill="{c}"/>'
    '<path d="M12 12h24v4H12zM18 24h12v9H18z" fill="{d}"/>',
    "box": '<path d="M8 16l16-9 16 9v18l-16 9-16-9z" fill="{c}"/><path d="M8 16l16 9v18l-16-9z" fill="{d}"/>',
    "roll": '<circle cx="24" cy="24" r="18" fill="{c}"/><circle cx="24" cy="24" r="7" fill="#fff"/>'
    '<path d="M24 38a14 14 0 0 0 14-14" fill="none" stroke="{d}" stroke-width="4"/>',
    "cloth": '<path d="M16 8l8 4 8-4 9 8-5 6-4-3v22H16V19l-4 3-5-6z" fill="{c}"/>'
    '<path d="M20 24h8v8h-8z" fill="{d}"/>',
    "bulb": '<path d="M24 5a14 14 0 0 1 7 26v5H17v-5a14 14 0 0 1 7-26z" fill="{c}"/>'
    '<path d="M18 38h12v5H18z" fill="{d}"/>',
    "device": '<rect x="13" y="6" width="22" height="37" rx="4" fill="{c}"/>'
    '<rect x="17" y="12" width="14" height="18" fill="{d}"/><circle cx="24" cy="37" r="3" fill="{d}"/>',
}
COLOURS: dict[str, tuple[str, str]] = {
    "red": ("#d9695f", "#9c3b33"),
    "amber": ("#e0a43c", "#9a6a14"),
    "green": ("#6aa86a", "#3b7040"),
    "teal": ("#4fa3a5", "#286c6e"),
    "blue": ("#6c8fd0", "#3a5a97"),
    "violet": ("#a07cc0", "#684889"),
}
_BY_UNIT = {
    "bottle": ("l", "ml"),
    "roll": ("m", "cm"),
    "bulb": ("lm",),
    "device": ("mAh", "W", "GB", "LED", "kg"),
    "box": ("pcs", "bags", "kpl", "palaa", "rasiaa", "шт", "pieces", "of", "deck", "two", "one"),
    "bag": ("g", "г", "kg"),
    "cloth": ("S", "M", "L", "small", "large", "pieni", "suuri", "36-38", "39-41", "42-45"),
}
_GLASS = 1.25  # of what is in it, with its packing: such a thing stands in a jar


def picture_of(item: Item) -> str:
    """The file's name: drawing and colour. Goods of one name have one colour in every size."""
    name, _, size = item.name.rpartition(", ")
    colour = list(COLOURS)[sum(map(ord, name)) % len(COLOURS)]
    return f"{_drawing(item, size)}-{colour}.svg"


def pictures() -> dict[str, str]:
    """Every drawing in every colour: file name -> SVG."""
    return {
        f"{drawing}-{colour}.svg": _svg(shape.format(c=light, d=dark))
        for drawing, shape in DRAWINGS.items()
        for colour, (light, dark) in COLOURS.items()
    }


def _drawing(item: Item, size: str) -> str:
    unit = size.split()[-1]
    if item.sku.startswith("GR") and unit in ("g", "г") and item.weight_g > _GLASS * float(size.split()[0]):
        return "jar"
    if item.sku.startswith("EL") and unit not in ("lm", "m", "pcs"):
        return "device"
    return next((drawing for drawing, units in _BY_UNIT.items() if unit in units), "box")


def _svg(shape: str) -> str:
    field = '<rect width="48" height="48" rx="6" fill="#f4f4f1"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="192" height="192">'
    return f"{head}{field}{shape}</svg>\n"
