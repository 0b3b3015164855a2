"""Does an order get its parcels, and so its labels, only when exactly its pieces were scanned?"""

from typing import Any

import pytest

from server.commands.bus import run
from server.ids import new_id
from server.imports.items import ItemRow
from tests import world as towns
from tests.server.commands.building import (
    at,
    claim,
    found,
    gather,
    left,
    order,
    pack,
    parcels,
    pick,
    shelves,
    status,
    task,
)
from tests.world import World
from warehouse.codes import parcel_code


@pytest.fixture
def desk(world: World) -> World:
    """N1 is gathered: two of jam, one of oil."""
    shelves(world, A1={"JAM": 9, "OIL": 9})
    order(world, "N1", ("JAM", 2), ("OIL", 1))
    gather(world, "N1")
    return world


def test_exact_in_two_parcels(desk: World) -> None:
    assert pack(desk, "N1", {"JAM": 1}, {"OIL": 1, "JAM": 1}).ok
    first, second = parcels("N1")
    assert [(p.n, p.of, p.status, p.weight_g) for p in (first, second)] == [
        (1, 2, "packed", 300),
        (2, 2, "packed", 600),
    ]
    assert first.code == parcel_code(first.id)
    assert second.units == [["JAM", "Jam", 1], ["OIL", "Oil", 1]]
    assert (status("N1"), task("N1").status, found("N1").parcels) == ("packed", "packed", 2)
    assert (at("tote"), at("packed")) == ({}, {"JAM": 2, "OIL": 1})


@pytest.mark.parametrize(
    ("sent", "code", "expected", "got"),
    [
        ([{"JAM": 1, "OIL": 1}], "pieces-missing", "JAM", "1"),
        ([{"JAM": 2}], "pieces-missing", "OIL", "0"),
        ([{"JAM": 2, "OIL": 2}], "one-too-many", "1", "OIL"),
        ([{"JAM": 2, "OIL": 1}, {"JAM": 2, "OIL": 1}], "one-too-many", "2", "JAM"),
        ([{"JAM": 2, "OIL": 1, "TEA": 1}], "not-of-this-order", "", "TEA"),
        ([{"jam": 2, "OIL": 1}], "pieces-missing", "JAM", "0"),
    ],
)
def test_anything_else_is_refused_and_changes_nothing(
    desk: World, sent: list[dict[str, int]], code: str, expected: str, got: str
) -> None:
    refused = pack(desk, "N1", *sent)
    assert (refused.outcome, refused.problem) == (
        "rejected",
        {"code": f"pack-{code}", "params": {"expected": expected, "got": got}},
    )
    assert (parcels("N1"), status("N1"), at("packed")) == ([], "picking", {})


@pytest.mark.parametrize("units", [{}, {"JAM": 0}, {"JAM": -2}, {"JAM": 1.5}, {"JAM": True}, {"": 1}])
def test_what_is_no_parcel_at_all_is_refused_as_it_is_read(desk: World, units: dict[str, Any]) -> None:
    refused = pack(desk, "N1", {"JAM": 2, "OIL": 1}, units)
    assert refused.problem["code"] in ("bad-args", "pack-one-too-many")  # type: ignore[index]
    assert parcels("N1") == []


def test_before_everything_lies_in_the_tote_nothing_is_packed(desk: World) -> None:
    order(desk, "N2", ("JAM", 2))
    for when in ("reserved", "picking"):
        refused = pack(desk, "N2", {"JAM": 2})
        assert refused.problem == {"code": "not-gathered", "params": {"number": "N2", "status": when}}
        claim(desk, "N2")
    pick(desk, left("N2")[0], quantity=1)
    assert pack(desk, "N2", {"JAM": 2}).problem["code"] == "not-gathered"  # type: ignore[index]


def test_packed_once(desk: World) -> None:
    assert pack(desk, "N1", {"JAM": 2, "OIL": 1}).ok
    assert pack(desk, "N1", {"JAM": 2, "OIL": 1}).problem["code"] == "not-gathered"  # type: ignore[index]
    assert len(parcels("N1")) == 1


def test_an_id_is_that_of_one_parcel(desk: World) -> None:
    twice = {"parcel_id": new_id(), "units": {"JAM": 1}}
    rest = {"parcel_id": new_id(), "units": {"OIL": 1}}
    args = {"order_id": desk.orders["N1"], "parcels": [twice, twice, rest]}
    assert desk.tries("pack_order", args, "picker").problem == {"code": "parcel-known", "params": {}}
    pack(desk, "N1", {"JAM": 2, "OIL": 1})
    order(desk, "N2", ("JAM", 1))
    gather(desk, "N2")
    sent = [{"parcel_id": parcels("N1")[0].id, "units": {"JAM": 1}}]
    refused = desk.tries("pack_order", {"order_id": desk.orders["N2"], "parcels": sent}, "picker")
    assert (refused.problem, status("N2")) == ({"code": "parcel-known", "params": {}}, "picking")


def test_a_cancelled_order_is_not_packed(desk: World) -> None:
    desk.give("cancel_order", {"order_id": desk.orders["N1"], "reason": "x"}, "dispatcher")
    refused = pack(desk, "N1", {"JAM": 2, "OIL": 1})
    assert refused.problem == {"code": "not-gathered", "params": {"number": "N1", "status": "cancelled"}}


def test_a_weight_the_shop_did_not_say_is_the_items(desk: World) -> None:
    item = ItemRow(1, "OIL", "Oil", (), 920, 500, "")
    assert run("import_items", {"sha256": "w", "items": (item,)}, id=new_id(), hub_id=None).ok
    line = towns.ShopLine("OIL", "Oil", None, 2, 500, 0)
    towns.order(desk, "N2", lines=(line,))
    gather(desk, "N2")
    assert pack(desk, "N2", {"OIL": 2}).ok
    assert parcels("N2")[0].weight_g == 1840
