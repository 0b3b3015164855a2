"""Is it the same on PostgreSQL: sessions, commands, pulls in one snapshot, positions, health?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from server import clock
from server.db import db
from server.ids import new_id
from server.queries import pull as queries
from server.queries import views
from tests import world as towns
from tests.databases import empty_config
from tests.place import Place, build_town


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("postgres")
    place = build_town(folder, empty_config("postgres", folder))
    yield place
    place.close()


def test_a_day_on_postgres(there: Place) -> None:
    with there.inside() as world:
        towns.order(world, "A0")
        towns.plan(world, {"anna": ["A0"]})
        towns.packed(world, "A0")
        scanned = towns.label(world, "A0", "anna")
    body = {"login": "anna", "password": towns.PASSWORD, "device_id": new_id()}
    assert there.stranger().post("/api/login", json=body).status_code == 200
    assert there.stranger().post("/api/login", json=body | {"password": "wrong"}).status_code == 401
    anna = there.client("anna")
    first = anna.get("/api/pull")
    assert [row["number"] for row in first["changes"]["orders"]] == ["A0"]
    anna.phone.make("start_shift", {"shift_id": new_id()})
    taken = {"route_id": world.routes["anna"], "order_ids": [world.orders["A0"]]}
    anna.phone.make("load_parcel", scanned)
    anna.phone.make("start_route", taken)
    anna.phone.make("deliver_stop", towns.cash(world, "A0"))
    # Half characters and NUL are what PostgreSQL cannot keep; the queue must not stop at them.
    anna.phone.make("fail_stop", {"stop_id": "\x00\ud83d", "comment": "\udfff\x00"})
    assert [result["outcome"] for result in anna.send()["results"]] == ["applied"] * 4 + ["rejected"]
    second = anna.get(f"/api/pull?cursor={first['cursor']}")["changes"]
    assert second["orders"][0]["status"] == "delivered"
    assert set(second) == {"orders", "routes", "stops", "shifts", "parcels"}
    fix = {"at": clock.now().isoformat(), "lat": 60.168, "lon": 24.94, "accuracy_m": 9}
    fixes = {"device_id": anna.device_id, "fixes": [fix, fix]}
    assert anna.post("/api/positions", fixes) == anna.post("/api/positions", fixes)
    assert len(there.client("dispatcher").get("/api/positions")["positions"]) == 1
    assert there.stranger().get("/readyz").json == {"status": "ready", "reasons": []}


def test_rows_of_a_pull_are_of_the_moment_of_its_cursor(
    there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that commits while a pull runs belongs to the next one, wholly."""
    viewer, real = there.viewer("dispatcher"), queries.views_of
    engine = _engine(there)

    def slowly(viewer: Any, table: str) -> list[views.View]:
        if table == "orders":
            with engine.begin() as other:
                hub = {"id": viewer.hub_id}
                other.execute(text("update scope set version = version + 1 where name = 'hub:' || :id"), hub)
                moved = "set version = (select version from scope where name = 'hub:' || :id)"
                other.execute(text(f'update "order" {moved}, due_minor = 77 where hub_id = :id'), hub)
        return real(viewer, table)

    with there.inside():
        before = queries.pull(viewer, clock.now(), None, None)
        monkeypatch.setattr(queries, "views_of", slowly)
        during = queries.pull(viewer, clock.now(), before["cursor"], None)
        monkeypatch.undo()
        after = queries.pull(viewer, clock.now() + timedelta(seconds=1), during["cursor"], None)
    assert (during["cursor"], during["changes"]) == (before["cursor"], {})
    assert {row["due_minor"] for row in after["changes"]["orders"]} == {77}


def _engine(place: Place) -> Any:
    with place.app.app_context():
        return db.engine


@pytest.mark.parametrize("path", ["/%00", "/api/orders/find?code=%00", "/api/shops/%00/orders", "/api/login"])
def test_what_postgres_cannot_look_for_is_nobodys_fault_here(there: Place, path: str) -> None:
    body = {"login": "a\x00b", "password": towns.PASSWORD, "device_id": new_id()}
    stranger = there.stranger()
    answer = (
        stranger.post(path, json=body)
        if path.startswith(("/api/login", "/api/shops"))
        else stranger.get(path)
    )
    assert (answer.status_code, answer.json["code"]) == (400, "bad-request")
