"""What do the people of the demo town order, when do they want it, and how do they pay?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from server.demo.making.addresses import Address
from server.demo.making.goods import Item
from server.demo.making.people import Person

COLUMNS = (
    "order_number", "placed_at", "customer", "phone", "address", "lat", "lon", "delivery_on", "window_from",
    "window_to", "payment", "delivery_fee", "currency", "note", "sku", "name", "gtin", "quantity", "price",
    "weight_g",
)  # fmt: skip
PLANNABLE = 156
OUTSIDE = 2
COUNT = PLANNABLE + OUTSIDE + 2
FREE_DELIVERY_FROM = Decimal(60)
CARRIED_G = 1200  # the couriers of this shop walk and cycle: heavier things are ordered seldom
CRATES = 5  # of 18.6 kg each: no courier's bag holds them


@dataclass(frozen=True)
class Line:
    item: Item
    quantity: int


@dataclass(frozen=True)
class Order:
    """One order of the day `on`; `has_point` is False where the shop sent no coordinates."""

    number: str
    placed_at: str
    person: Person
    address: Address
    window: tuple[str, str]
    payment: str
    lines: tuple[Line, ...]
    has_point: bool = True


def make_orders(
    inside: list[Address],
    outside: list[Address],
    items: list[Item],
    people: list[Person],
    on: date,
    rng: Random,
) -> list[Order]:
    """PLANNABLE orders within the zones, then one without a point, one too heavy, and OUTSIDE of any zone.

    Raises ValueError if there are not enough addresses.
    """
    if len(inside) < PLANNABLE + 2 or len(outside) < OUTSIDE:
        raise ValueError(f"too few addresses: {len(inside)} within the zones, {len(outside)} outside")
    addresses = [*rng.sample(inside, PLANNABLE + 2), *rng.sample(outside, OUTSIDE)]
    orders = [
        _order(f"{on:%y%m%d}-{n:03d}", address, person, items, on, rng)
        for n, (address, person) in enumerate(zip(addresses, people, strict=True), start=1)
    ]
    pointless, heavy = orders[PLANNABLE], orders[PLANNABLE + 1]
    crate = max(items, key=lambda item: item.weight_g)
    orders[PLANNABLE] = replace(pointless, has_point=False)
    orders[PLANNABLE + 1] = replace(heavy, lines=(Line(crate, CRATES),))
    return orders


def _order(number: str, address: Address, person: Person, items: list[Item], on: date, rng: Random) -> Order:
    first = rng.randint(9, 18)
    hours = rng.choice([h for h in (2, 2, 3, 3, 4) if first + h <= 20])
    half = rng.choice((0, 30)) if first + hours < 20 else 0
    window = (f"{first:02d}:{half:02d}", f"{first + hours:02d}:{half:02d}")
    (payment,) = rng.choices(("cash", "card", "prepaid"), (55, 20, 25))
    evening = f"{on - timedelta(days=1)} {rng.randint(16, 22):02d}:{rng.randint(0, 59):02d}"
    return Order(number, evening, person, address, window, payment, _lines(items, rng))


def _lines(items: list[Item], rng: Random) -> tuple[Line, ...]:
    (count,) = rng.choices((1, 2, 3, 4, 5), (25, 32, 24, 12, 7))
    light = [item for item in items if item.weight_g <= CARRIED_G]
    chosen = rng.sample(light, count)
    return tuple(Line(item, rng.choices((1, 2, 3), (80, 15, 5))[0]) for item in chosen)


def order_rows(order: Order, on: date) -> list[dict[str, str]]:
    """The rows of orders.csv for one order; prices in euros, the weight is that of one piece."""
    goods = sum((line.item.price * line.quantity for line in order.lines), Decimal(0))
    lat, lon = (f"{order.address.lat:.6f}", f"{order.address.lon:.6f}") if order.has_point else ("", "")
    head = {
        "order_number": order.number,
        "placed_at": order.placed_at,
        "customer": order.person.name,
        "phone": order.person.phone,
        "address": order.address.text,
        "lat": lat,
        "lon": lon,
        "delivery_on": on.isoformat(),
        "window_from": order.window[0],
        "window_to": order.window[1],
        "payment": order.payment,
        "delivery_fee": "0.00" if goods >= FREE_DELIVERY_FROM else "3.90",
        "currency": "EUR",
        "note": order.person.note,
    }
    return [head | _line_columns(line) for line in order.lines]


def _line_columns(line: Line) -> dict[str, str]:
    return {
        "sku": line.item.sku,
        "name": line.item.name,
        "gtin": line.item.gtins[0],
        "quantity": str(line.quantity),
        "price": f"{line.item.price:.2f}",
        "weight_g": str(line.item.weight_g),
    }
