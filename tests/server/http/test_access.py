"""Who may open what? Generated from the access table: every endpoint, every role, and nobody at all."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from server.db.people import Device
from server.domain.access import ENDPOINTS, OVER_BUT_OPEN, Role
from server.http import guard
from server.ids import new_id
from tests import world as towns
from tests.place import ROLES, Client, Place

ID = "01999999-0000-7000-8000-000000000000"
# What to ask an endpoint with; "open" is any answer but 401 and 403.
ASK: dict[str, tuple[str, str, Any]] = {
    "clock.tell": ("GET", "/api/clock", None),
    "session.login": ("POST", "/api/login", {"login": "x", "password": "x", "device_id": ID}),
    "session.logout": ("POST", "/api/logout", {}),
    "session.me": ("GET", "/api/me", None),
    "commands.post_commands": ("POST", "/api/commands", "own-device"),
    "pull.pull": ("GET", "/api/pull", None),
    "pull.rows": ("POST", "/api/rows", {"orders": [ID]}),
    "positions.post_positions": ("POST", "/api/positions", "own-device"),
    "positions.get_positions": ("GET", "/api/positions", None),
    "sheets.sheet": ("GET", "/api/sheets/R123", None),
    "sheets.sheet_pdf": ("GET", f"/api/routes/{ID}/sheet.pdf", None),
    "orders.find": ("GET", "/api/orders/find?code=A1", None),
    "orders.offers": ("GET", f"/api/orders/{ID}/offers", None),
    "orders.history": ("GET", f"/api/orders/{ID}/history", None),
    "parcels.label_pdf": ("GET", f"/api/parcels/{ID}/label.pdf", None),
    "parcels.label_picture": ("GET", f"/api/parcels/{ID}/label.svg", None),
    "parcels.order_labels": ("GET", f"/api/orders/{ID}/labels.pdf", None),
    "parcels.tote_labels": ("GET", "/api/totes/labels.pdf?n=1", None),
    "stock.figure": ("GET", f"/api/stock/{ID}", None),
    "imports.import_file": ("POST", "/api/import/items", {}),
    "zones.geojson": ("GET", "/api/zones.geojson", None),
    "zones.kml": ("GET", "/api/zones.kml", None),
    "zones.preview": ("POST", "/api/zones/preview", {}),
    "zones.districts": ("GET", "/api/districts?on=2026-11-23", None),
    "times.times": ("GET", "/api/times?on=2026-11-23", None),
    "times.times_csv": ("GET", "/api/times.csv?on=2026-11-23", None),
    "times.route_etas": ("GET", f"/api/routes/{ID}/etas", None),
    "shops.post_orders": ("POST", "/api/shops/none/orders", {}),
    "admin.add_shop": ("POST", "/api/shops", {"name": "bakery"}),
    "admin.add_user": ("POST", "/api/users", {}),
    "admin.shops": ("GET", "/api/shops", None),
    "admin.devices": ("GET", "/api/devices", None),
    "export.export_lines": ("GET", "/api/export/commands", None),
    "map.source": ("GET", "/api/map", None),
    "basemap.town": ("GET", "/map/town.pmtiles", None),
    "positions.track": ("GET", f"/api/couriers/{ID}/track?on=2026-11-23", None),
    "pictures.picture": ("GET", "/pictures/none.svg", None),
    "openapi.document": ("GET", "/api/openapi.json", None),
    "health.alive": ("GET", "/healthz", None),
    "health.ready": ("GET", "/readyz", None),
    "static.page": ("GET", "/", None),
    "static.asset": ("GET", "/assets/none.js", None),
    "static.authority": ("GET", "/ca.crt", None),
}


@dataclass(frozen=True, slots=True)
class Case:
    endpoint: str
    who: str  # a role, or "nobody"

    @property
    def expected(self) -> str:
        roles = ENDPOINTS[self.endpoint]
        if not roles:
            return "open"
        if self.who == "nobody":
            return "signed-out"
        return "open" if Role(self.who) in roles else "not-allowed"


CASES = [Case(endpoint, who) for endpoint in ENDPOINTS for who in (*Role, "nobody")]


def ask(place: Place, endpoint: str, client: Client | None) -> tuple[int, str | None]:
    method, path, body = ASK[endpoint]
    http = client.http if client else place.stranger()
    if body == "own-device":
        body = {"device_id": client.device_id if client else ID, "commands": [], "fixes": []}
    answer = http.open(path, method=method, json=body) if body is not None else http.open(path, method=method)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def test_every_endpoint_is_asked() -> None:
    assert ASK.keys() == ENDPOINTS.keys()


@pytest.mark.parametrize("who", [*Role, "nobody"])
def test_the_table_is_what_happens(place: Place, who: str) -> None:
    wrong = []
    # Logging out comes last: nothing would be open after it.
    for case in sorted(CASES, key=lambda case: case.endpoint == "session.logout"):
        if case.who != who:
            continue
        client = place.client(ROLES[who]) if who != "nobody" else None
        status, code = ask(place, case.endpoint, client)
        if case.endpoint == "session.login":
            got = "open" if code == "wrong-credentials" else "?"
        else:
            got = code if status in (401, 403) and code in ("signed-out", "not-allowed") else "open"
        if got != case.expected:
            wrong.append((case, got, status))
    assert not wrong


def test_a_shop_without_a_signature_is_refused(place: Place) -> None:
    answer = place.stranger().post("/api/shops/teahouse/orders", json={})
    assert (answer.status_code, answer.json["code"]) == (401, "signature-missing")  # type: ignore[index]


def test_a_session_that_is_over_opens_only_the_journal(place: Place) -> None:
    anna = place.client("anna")
    with place.writing() as session:
        device = session.get_one(Device, anna.device_id)
        device.revoked_at = device.created_at
    still_open = set()
    for endpoint, roles in ENDPOINTS.items():
        if not roles:
            continue
        status, code = ask(place, endpoint, anna)
        if (status, code) != (401, "signed-out"):
            still_open.add(endpoint)
    assert still_open == OVER_BUT_OPEN


def test_an_endpoint_nobody_decided_about_stops_the_start(place: Place) -> None:
    app = Flask("other")
    app.add_url_rule("/secret", "secret", lambda: "")
    with pytest.raises(RuntimeError, match="secret"):
        guard.check_endpoints(app)


def test_people_of_another_hub_find_nothing(place: Place) -> None:
    with place.inside() as world:
        order_id = towns.order(world, "A0")
        towns.plan(world, {"anna": ["A0"]})
        route_id = world.routes["anna"]
    code = place.client("dispatcher").get("/api/pull")["changes"]["routes"][0]["sheet_code"]
    office, desk = place.client("dispatcher", other=True), place.client("cashier", other=True)
    assert office.get(f"/api/orders/{order_id}/history", 404)["code"] == "no-such-order"
    assert office.get("/api/orders/find?code=A0", 404)["code"] == "no-such-order"
    assert office.get(f"/api/routes/{route_id}/sheet.pdf", 404)["code"] == "unknown-thing"
    assert desk.get(f"/api/sheets/{code}", 404)["code"] == "no-such-sheet"
    wanted = {"orders": [order_id], "routes": [route_id]}
    assert office.post("/api/rows", wanted)["changes"] == {"orders": [], "routes": []}
    seen = office.get("/api/pull")["changes"]
    assert set(seen) == {"hubs", "users", "items"}  # what an item is called is known to every hub
    assert office.get("/api/shops") == {"shops": []}
    ours = place.client("admin").get("/api/devices")["devices"]
    theirs = place.client("admin", other=True).get("/api/devices")["devices"]
    assert not {device["id"] for device in ours} & {device["id"] for device in theirs}


def test_a_courier_sees_only_his_own_sheet(place: Place) -> None:
    with place.inside() as world:
        towns.order(world, "A0")
        towns.order(world, "B0")
        towns.plan(world, {"anna": ["A0"], "boris": ["B0"]})
        own, others = world.routes["anna"], world.routes["boris"]
    anna = place.client("anna")
    assert anna.http.get(f"/api/routes/{own}/sheet.pdf").data.startswith(b"%PDF")
    assert anna.get(f"/api/routes/{others}/sheet.pdf", 404)["code"] == "unknown-thing"
    assert anna.get(f"/api/routes/{new_id()}/sheet.pdf", 404)["code"] == "unknown-thing"
