"""Which fixes are kept? Only those of a shift, only those one can believe, each once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from server import clock
from server.commands import positions
from server.db.people import Fix
from server.ids import new_id
from tests.place import Place
from tests.world import MORNING, ON


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The server's clock, to be set: now[0]."""
    time = [MORNING]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def fix(minutes: float, **changes: Any) -> dict[str, Any]:
    at = MORNING + timedelta(minutes=minutes)
    return {"at": at.isoformat(), "lat": 60.168 + minutes / 1000, "lon": 24.94, "accuracy_m": 10, **changes}


def send(place: Place, *fixes: dict[str, Any], login: str = "anna") -> dict[str, int]:
    client = place.client(login)
    return client.post("/api/positions", {"device_id": client.device_id, "fixes": list(fixes)})


def start_shift(place: Place, now: list[datetime], minutes: float = 0) -> str:
    id, at = new_id(), MORNING + timedelta(minutes=minutes)
    place.client("anna").phone.make("start_shift", {"shift_id": id}, at=at.isoformat())
    place.client("anna").send()
    return id


def end_shift(place: Place, id: str, minutes: float) -> None:
    at = MORNING + timedelta(minutes=minutes)
    place.client("anna").phone.make("end_shift", {"shift_id": id}, at=at.isoformat())
    place.client("anna").send()


def stored(place: Place, *where: Any) -> int:
    with place.session() as session:
        return session.scalar(select(func.count()).select_from(Fix).where(*where)) or 0


def test_on_shift_the_newest_is_the_position(place: Place, now: list[datetime]) -> None:
    start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=10)
    assert send(place, fix(8), fix(9), fix(7)) == {"stored": 3, "dropped": 0, "held": 0}
    answer = place.client("dispatcher").get("/api/positions")
    (seen,) = answer["positions"]
    assert seen["courier_id"] == place.world.users["anna"]
    assert (seen["lat"], seen["accuracy_m"]) == (60.168 + 9 / 1000, 10)
    assert seen["at"] == f"{ON}T07:09:00Z"
    assert seen["received_at"] == answer["server_time"] == f"{ON}T07:10:00Z"


def test_kept_fixes_that_come_late_are_the_way_and_not_the_position(
    place: Place, now: list[datetime]
) -> None:
    start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=30)
    send(place, fix(20))
    assert send(place, fix(5), fix(6))["stored"] == 2
    assert place.client("dispatcher").get("/api/positions")["positions"][0]["at"] == f"{ON}T07:20:00Z"


def test_the_same_batch_again_changes_nothing(place: Place, now: list[datetime]) -> None:
    start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=10)
    assert (
        send(place, fix(1), fix(2)) == send(place, fix(1), fix(2)) == {"stored": 2, "dropped": 0, "held": 0}
    )
    assert stored(place) == 2
    assert send(place, fix(1), fix(1, lat=61.0))["stored"] == 1


def test_before_the_shift_is_known_fixes_are_held_unseen(place: Place, now: list[datetime]) -> None:
    now[0] = MORNING + timedelta(minutes=10)
    assert send(place, fix(1), fix(2)) == {"stored": 0, "dropped": 0, "held": 2}
    assert send(place, fix(1)) == {"stored": 0, "dropped": 0, "held": 1}
    assert place.client("dispatcher").get("/api/positions")["positions"] == []
    start_shift(place, now, minutes=1.5)
    now[0] += timedelta(minutes=1)
    assert send(place, fix(11)) == {"stored": 1, "dropped": 0, "held": 0}
    assert (stored(place, Fix.shift_id.is_(None)), stored(place, Fix.shift_id.is_not(None))) == (1, 2)


def test_held_fixes_are_dropped_after_a_day(place: Place, now: list[datetime]) -> None:
    send(place, fix(-1), fix(-2))
    now[0] = MORNING + timedelta(hours=23)
    with place.inside():
        assert positions.drop_held(clock.now()) == 0
    now[0] = MORNING + timedelta(hours=25)
    with place.inside():
        assert positions.drop_held(clock.now()) == 2
    assert stored(place) == 0


def test_what_was_held_too_long_is_not_given_to_a_later_shift(place: Place, now: list[datetime]) -> None:
    send(place, fix(-1))
    start_shift(place, now, minutes=-5)
    now[0] = MORNING + timedelta(hours=25)
    send(place, fix(60 * 25 - 1))
    assert stored(place, Fix.shift_id.is_not(None)) == 1


def test_off_shift_nobody_is_followed(place: Place, now: list[datetime]) -> None:
    shift = start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=60)
    end_shift(place, shift, 50)
    answer = send(place, *(fix(51 + n / 10) for n in range(60)), fix(49))
    assert answer == {"stored": 1, "dropped": 0, "held": 60}
    assert place.client("dispatcher").get("/api/positions")["positions"][0]["at"] == f"{ON}T07:49:00Z"


@pytest.mark.parametrize(
    "bad",
    [{"lat": 0, "lon": 0}, {"accuracy_m": 5000}, {"lat": 61.9}, {"at": f"{ON}T09:00:00Z"}],
    ids=["null-island", "inaccurate", "jump", "future"],
)
def test_what_cannot_be_believed_is_dropped(place: Place, now: list[datetime], bad: dict[str, Any]) -> None:
    start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=10)
    assert send(place, fix(1), fix(2, **bad)) == {"stored": 1, "dropped": 1, "held": 0}
    assert stored(place) == 1


def test_the_queue_of_his_phone_is_told_beside(place: Place, now: list[datetime]) -> None:
    start_shift(place, now)
    now[0] = MORNING + timedelta(minutes=10)
    send(place, fix(1))
    anna = place.client("anna")
    queue = {"length": 3, "oldest_at": f"{ON}T07:01:00Z"}
    anna.post("/api/commands", {"device_id": anna.device_id, "commands": [], "queue": queue})
    assert place.client("dispatcher").get("/api/positions")["positions"][0]["queue"] == queue


def test_another_phone_cannot_be_spoken_for(place: Place) -> None:
    boris = place.client("boris")
    body = {"device_id": place.client("anna").device_id, "fixes": []}
    assert boris.post("/api/positions", body, 403)["code"] == "other-device"


@pytest.mark.parametrize("bad", [{"lat": 91}, {"lon": "x"}, {"accuracy_m": -1}, {"battery": 50}])
def test_a_fix_that_is_none_is_refused(place: Place, bad: dict[str, Any]) -> None:
    anna = place.client("anna")
    body = {"device_id": anna.device_id, "fixes": [fix(1, **bad)]}
    assert anna.post("/api/positions", body, 400)["code"] == "bad-request"


def test_a_batch_has_an_end(place: Place) -> None:
    anna = place.client("anna")
    anna.post("/api/positions", {"device_id": anna.device_id, "fixes": [fix(n) for n in range(201)]}, 400)
