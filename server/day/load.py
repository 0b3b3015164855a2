"""How does a courier load? The last stop first, by the phone's own rules; others' parcels are refused."""

from typing import TYPE_CHECKING, Any

from server.day.truth import BUILDING
from warehouse import loading
from warehouse.errors import WrongScan
from warehouse.loading import Load, Loading

if TYPE_CHECKING:
    from server.day.courier import Courier

SCAN_S = 5.0
WRONG = 0.06
OUT_OF_TURN = 0.05
LEFT_OUT = 0.02  # of the parcels stay on the floor by mistake

type Row = dict[str, Any]


async def load(courier: "Courier", route_id: str, stops: list[Row]) -> Loading:
    """Scan the parcels onto the route; orders of which a parcel was forgotten are taken off again."""
    rows = courier.phone.rows("parcels")
    positions = {stop["order_id"]: stop["position"] for stop in stops}
    ours = [
        row for row in rows.values() if row["order_id"] in positions and row["status"] in ("packed", "loaded")
    ]
    at = Loading(tuple(Load(row["code"], row["order_id"], positions[row["order_id"]]) for row in ours))
    ids = {row["code"]: row["id"] for row in ours}
    at = await _scan_all(courier, route_id, at, ids)
    split = set(loading.split_orders(at))
    for load_ in at.parcels:
        if load_.order_id in split and load_.code in at.loaded:
            courier.phone.make("unload_parcel", parcel_id=ids[load_.code], route_id=route_id)
            courier.count("parcels taken off again")
    return at


async def _scan_all(courier: "Courier", route_id: str, at: Loading, ids: dict[str, str]) -> Loading:
    forgotten = {code for code, id in ids.items() if courier.luck.happens(LEFT_OUT, "left out", id)}
    while left := [load_ for load_ in loading.due(at) if load_.code not in forgotten]:
        luck = courier.luck.of("load", ids[left[0].code])
        await courier.pause(SCAN_S, "load", ids[left[0].code])
        if luck.random() < WRONG:
            _wrong(courier, at, luck)
        code = luck.choice(left).code if luck.random() < OUT_OF_TURN else left[0].code
        courier.count("scans")
        at, _, out_of_turn = loading.scan(at, code)
        courier.count("loaded out of turn", int(out_of_turn))
        courier.phone.make("load_parcel", parcel_id=ids[code], route_id=route_id)
        courier.count("parcels loaded")
    courier.count("parcels left on the floor", len(forgotten))
    return at


def _wrong(courier: "Courier", at: Loading, luck: Any) -> None:
    """A parcel that stands beside his own, one he has scanned already, or no parcel at all."""
    own = {load_.code for load_ in at.parcels}
    others = sorted(box.code for box in courier.truth.held_by(BUILDING) if box.code not in own)
    text = luck.choice([*others[:5], *at.loaded[-1:], "A-01-02"])
    courier.count("wrong scans")
    try:
        loading.scan(at, text)
    except WrongScan as why:
        courier.count("wrong scans refused")
        courier.count(f"refused: {why.code}")
    else:
        courier.scene.notes.append(f"the wrong parcel {text} passed onto a route")
