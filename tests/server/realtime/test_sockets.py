"""Do sockets poke at once, and does all work without them? A real server, real websockets."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from simple_websocket import Client as Websocket
from simple_websocket import ConnectionClosed
from simple_websocket.errors import SimpleWebsocketError
from sqlalchemy.exc import OperationalError
from werkzeug.serving import BaseWSGIServer, make_server

from server import clock, realtime
from server.db.people import Position
from server.db.plans import Plan, PlanProgress
from server.ids import new_id
from server.queries import live
from tests import world as towns
from tests.place import Client, Place

SEATS = 4


class Socket:
    """A Socket.IO client of few words: it connects, keeps the line open, and writes down what it hears."""

    def __init__(self, port: int, token: str) -> None:
        headers = {"Cookie": f"waybill={token}"}
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.wire = Websocket.connect(url, headers=headers)
        self.heard: list[tuple[float, str, Any]] = []
        self.beats: list[float] = []
        # Said at once: this client does not notice a first packet that came together with the handshake.
        self.wire.send("40")
        assert self.wire.receive(5).startswith("0")
        assert self.wire.receive(5).startswith("40")
        self.open = True
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                packet = self.wire.receive()
                if packet == "2":
                    self.wire.send("3")
                elif packet.startswith('42["beat"'):
                    self.beats.append(time.monotonic())
                elif packet.startswith("42"):
                    name, *told = json.loads(packet[2:])
                    self.heard.append((time.monotonic(), name, told[0]))
                elif packet.startswith("41"):
                    self.open = False
        except ConnectionClosed:
            self.open = False

    def told(self, name: str) -> list[Any]:
        return [what for _, said, what in self.heard if said == name]

    def close(self) -> None:
        with suppress(ConnectionClosed):
            self.wire.close()


def within(seconds: float, happened: Callable[[], Any]) -> Any:
    """Wait for it, not longer than that."""
    until = time.monotonic() + seconds
    while not (found := happened()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


class Served:
    """The place behind a real server."""

    def __init__(self, place: Place, server: BaseWSGIServer) -> None:
        self.place, self.port = place, server.server_port
        self.sockets: list[Socket] = []

    def connect(self, client: Client) -> Socket:
        self.sockets.append(Socket(self.port, client.token))
        within(2, lambda: len(self.place.app.extensions["waybill_seats"].people()) == len(self.sockets))
        return self.sockets[-1]

    def order(self, number: str) -> None:
        with self.place.inside() as world:
            towns.order(world, number)

    @contextmanager
    def http(self, client: Client) -> Iterator[httpx.Client]:
        base = f"http://127.0.0.1:{self.port}"
        with httpx.Client(base_url=base, cookies={"waybill": client.token}) as http:
            yield http


@pytest.fixture
def served(place: Place) -> Iterator[Served]:
    place.app.extensions["waybill_seats"].most = SEATS
    server = make_server("127.0.0.1", 0, place.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Served(place, server)
    yield made
    for socket in made.sockets:
        socket.close()
    within(5, lambda: place.app.extensions["waybill_seats"].taken == 0)
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_a_change_is_poked_within_a_second_and_only_to_its_hub(served: Served) -> None:
    anna = served.connect(served.place.client("anna"))
    stranger = served.connect(served.place.client("dispatcher", other=True))
    time.sleep(0.6)
    served.order("A0")
    changed_at = time.monotonic()
    assert within(2, lambda: anna.told("poke"))
    assert anna.heard[0][0] - changed_at < 1
    with served.place.inside() as world:
        assert anna.told("poke") == [{"version": live.version(world.hub_id)}]
    time.sleep(0.5)
    assert stranger.heard == []


def test_many_changes_are_one_poke_a_second_and_the_last_is_told(served: Served) -> None:
    anna = served.connect(served.place.client("anna"))
    time.sleep(0.6)
    began = time.monotonic()
    for n in range(25):
        served.order(f"A{n}")
        time.sleep(0.05)
    took_s = time.monotonic() - began
    with served.place.inside() as world:
        last = live.version(world.hub_id)
    assert within(3, lambda: anna.told("poke")[-1:] == [{"version": last}])
    gaps = [b[0] - a[0] for a, b in zip(anna.heard, anna.heard[1:], strict=False)]
    assert min(gaps, default=1) > 0.8
    assert len(anna.heard) <= took_s + 3


def test_the_office_hears_of_a_change_within_a_second_while_changes_go_on(served: Served) -> None:
    office = served.connect(served.place.client("dispatcher"))
    committed: dict[str, float] = {}
    for n in range(20):
        served.order(f"A{n}")
        with served.place.inside() as world:
            committed[live.version(world.hub_id)] = time.monotonic()
        time.sleep(0.13)
    last = list(committed)[-1]
    assert within(3, lambda: office.told("poke")[-1:] == [{"version": last}])
    pokes = [at for at, name, _ in office.heard if name == "poke"]
    waits = [next(poke for poke in pokes if poke >= at) - at for at in committed.values()]
    assert max(waits) < 1, waits
    assert len(pokes) < len(committed)


def test_silence_on_a_line_means_that_it_is_dead_for_beats_go_on(served: Served) -> None:
    office, anna = (served.connect(served.place.client(login)) for login in ("dispatcher", "anna"))
    time.sleep(6)
    gaps = [b - a for a, b in zip(office.beats, office.beats[1:], strict=False)]
    assert len(gaps) >= 3
    assert max(gaps) < 2
    assert anna.beats == []


def test_what_changes_right_after_somebody_came_is_poked(served: Served) -> None:
    for n, login in enumerate(("anna", "boris")):
        phone = served.connect(served.place.client(login))
        served.order(f"A{n}")
        assert within(2, lambda phone=phone: phone.told("poke"))  # type: ignore[misc]


def test_dispatchers_see_progress_and_positions_and_couriers_do_not(served: Served) -> None:
    office, anna = (served.connect(served.place.client(login)) for login in ("dispatcher", "anna"))
    time.sleep(0.4)
    body = {"elapsed_s": 2, "budget_s": 10, "cost": 900, "assigned": 5, "orders": 6}
    world, plan_id = served.place.world, new_id()
    with served.place.writing() as session:
        now = clock.now()
        session.add(Plan(id=plan_id, hub_id=world.hub_id, on=towns.ON, status="requested", seed=0,
                         requested_at=now))  # fmt: skip
        session.flush()
        session.add(PlanProgress(plan_id=plan_id, hub_id=world.hub_id, at=now, body=body))
        session.add(Position(courier_id=world.users["anna"], hub_id=world.hub_id, at=now, received_at=now,
                             lat=60.1, lon=24.9, accuracy_m=8))  # fmt: skip
    assert within(2, lambda: office.told("progress") and office.told("positions"))
    assert office.told("progress") == [{"plan_id": plan_id, **body}]
    ((seen,),) = office.told("positions")
    assert (seen["courier_id"], seen["lat"]) == (world.users["anna"], 60.1)
    with served.place.writing() as session:
        session.get_one(PlanProgress, plan_id).at = clock.now() + timedelta(milliseconds=1)
    assert within(2, lambda: len(office.told("progress")) == 2)
    time.sleep(0.6)
    assert len(office.told("progress")) == 2  # the same is not told twice
    assert len(office.told("positions")) == 1
    assert anna.told("progress") == anna.told("positions") == []


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_strangers_get_no_socket(served: Served, token: str) -> None:
    with pytest.raises(SimpleWebsocketError, match="401"):
        Socket(served.port, token)
    assert served.place.app.extensions["waybill_seats"].taken == 0


def test_when_all_seats_are_taken_polling_goes_on(served: Served) -> None:
    for _ in range(SEATS):
        served.connect(served.place.client("anna"))
    boris = served.place.client("boris")
    with pytest.raises(SimpleWebsocketError, match="503"):
        Socket(served.port, boris.token)
    with served.http(boris) as http:
        assert http.get("/api/pull").status_code == 200
    served.sockets.pop().close()
    seats = served.place.app.extensions["waybill_seats"]
    assert within(5, lambda: seats.taken == SEATS - 1)
    assert served.connect(boris).open


def test_long_polling_is_not_offered(served: Served) -> None:
    with served.http(served.place.client("anna")) as http:
        assert http.get("/socket.io/?EIO=4&transport=polling").status_code == 400
    assert served.place.app.extensions["waybill_seats"].taken == 0


def test_other_sites_get_no_socket(served: Served) -> None:
    token = served.place.client("anna").token
    headers = {"Cookie": f"waybill={token}", "Origin": "https://evil.example"}
    url = f"ws://127.0.0.1:{served.port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(SimpleWebsocketError):
        Websocket.connect(url, headers=headers).receive(5)


@pytest.mark.parametrize("how", ["device", "user"])
def test_a_revoked_device_and_a_disabled_user_lose_the_socket(served: Served, how: str) -> None:
    client = served.place.client("anna")
    anna, boris = served.connect(client), served.connect(served.place.client("boris"))
    time.sleep(0.6)
    with served.place.inside() as world:
        if how == "device":
            world.give("revoke_device", {"device_id": client.device_id}, "admin")
        else:
            world.give("disable_user", {"user_id": client.user_id}, "admin")
    assert within(5, lambda: not anna.open)
    assert within(5, lambda: served.place.app.extensions["waybill_seats"].taken == 1)
    assert boris.open
    assert anna.told("poke") == []


def test_a_process_that_leaves_lets_go_of_all(served: Served) -> None:
    sockets = [served.connect(served.place.client(login)) for login in ("anna", "boris")]
    realtime.close(served.place.app)
    assert within(5, lambda: not any(socket.open for socket in sockets))
    assert within(5, lambda: served.place.app.extensions["waybill_seats"].taken == 0)
    with pytest.raises(SimpleWebsocketError, match="503"):
        Socket(served.port, served.place.client("anna").token)


def test_a_database_that_is_away_for_a_while_costs_no_socket(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.watch.AFTER_TROUBLE_S", 0.1)
    anna = served.connect(served.place.client("anna"))
    time.sleep(0.6)
    real, away = live.versions, threading.Event()

    def versions(hub_ids: Any) -> dict[str, str]:
        if away.is_set():
            raise OperationalError("select", {}, Exception("gone"))
        return real(hub_ids)

    monkeypatch.setattr(live, "versions", versions)
    away.set()
    served.order("A0")
    time.sleep(0.6)
    assert (anna.told("poke"), anna.open) == ([], True)
    away.clear()
    assert within(3, lambda: anna.told("poke"))
