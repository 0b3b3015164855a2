"""Do an order's volume, tags, priority and wished times come in by file, and are wrong ones named?"""

from datetime import UTC, datetime

import pytest

from server.shops.base import ShopOrder
from server.shops.files import read_orders
from tests.server.shops.files.orders import COLUMNS, HUB, as_json, codes, csv_text, read, read_json, row

RULES = {"volume_l": "12,5", "tags": "id cold", "priority": "7", "soft_from": "18:30", "soft_to": "19:15"}


def taken(**changes: str) -> ShopOrder:
    found = read_orders(csv_text(row(**changes), columns=(*COLUMNS, *RULES)).encode(), HUB)
    assert not found.refused
    return found.orders[0]


def at(clock: str, day: int = 21) -> datetime:
    """Helsinki is two hours ahead in November."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


def test_an_order_with_all_of_them_in_csv_and_json() -> None:
    order = taken(**RULES)
    assert (order.volume_ml, order.tags, order.priority) == (12_500, {"id", "cold"}, 7)
    assert (order.wished_from_at, order.wished_to_at) == (at("18:30"), at("19:15"))
    (same,) = read_json(as_json(row(**RULES))).orders
    assert same.content_sha256() == order.content_sha256() != taken().content_sha256()


def test_without_them_an_order_is_what_it_always_was() -> None:
    (old,) = read(row()).orders
    assert (old.volume_ml, old.tags, old.priority, old.wished_from_at) == (0, frozenset(), 1, None)
    assert taken().content_sha256() == old.content_sha256()
    assert old.content_sha256() == "40a34dd8ee1b361697620895d2807424c359b64688556271e88687baac6143af"


def test_a_wish_is_cut_to_the_window() -> None:
    order = taken(soft_from="17:00", soft_to="19:00")
    assert (order.wished_from_at, order.wished_to_at) == (at("18:00"), at("19:00"))
    assert taken(soft_to="19:00").wished_from_at == at("18:00")
    assert taken(soft_from="19:00").wished_to_at == at("20:00")


def test_a_wish_after_midnight_is_of_the_night_after() -> None:
    order = taken(window_from="22:00", window_to="03:00", soft_from="23:30", soft_to="00:30")
    assert order.wished_from_at == at("23:30")
    assert order.wished_to_at == datetime(2026, 11, 21, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("volume_l", "big", "number"),
        ("priority", "0", "number-range"),
        ("priority", "high", "number"),
        ("soft_from", "25:00", "time"),
        ("soft_from", "21:00", "wish-outside"),
        ("soft_to", "17:00", "wish-outside"),
    ],
)
def test_what_is_wrong_is_named(column: str, value: str, code: str) -> None:
    given = csv_text(row(**{column: value}), columns=(*COLUMNS, *RULES)).encode()
    assert codes(read_orders(given, HUB)) == [(2, column, code)]


def test_the_rows_of_one_order_say_the_same() -> None:
    rows = (row(priority="2"), row(sku="X", priority="3"))
    found = read_orders(csv_text(*rows, columns=(*COLUMNS, *RULES)).encode(), HUB)
    assert codes(found) == [(3, "priority", "head-differs")]
