"""Is a pull over HTTP small, whole, and nobody else's?"""

from typing import Any

import pytest
from sqlalchemy import event

from server.db import db
from server.db.people import Meta
from server.db.schema import new_epoch
from server.http.pull import MOST_ROWS, PullAnswer
from server.ids import new_id
from server.queries.pull import ids_hash
from server.queries.tables import TABLES
from tests import world as towns
from tests.place import ROLES, Client, Place


@pytest.fixture
def day(place: Place) -> Place:
    with place.inside() as world:
        for number in ("A0", "A1", "B0"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["A0", "A1"], "boris": ["B0"]})
    return place


def have(answer: dict[str, Any]) -> str:
    held = {table: [row["id"] for row in answer["changes"].get(table, [])] for table in TABLES}
    return ",".join(f"{table}:{ids_hash(ids)}" for table, ids in held.items())


def again(client: Client, answer: dict[str, Any]) -> dict[str, Any]:
    return client.get(f"/api/pull?cursor={answer['cursor']}&have={have(answer)}")


@pytest.mark.parametrize("login", ROLES.values())
def test_the_answer_is_what_the_contract_says(day: Place, login: str) -> None:
    answer = day.client(login).get("/api/pull")
    read = PullAnswer.model_validate(answer)
    dumped = read.model_dump(mode="json")["changes"]
    assert {table: rows for table, rows in dumped.items() if rows} == answer["changes"]


@pytest.mark.parametrize("login", ROLES.values())
def test_nothing_changed_is_nothing_sent(day: Place, login: str) -> None:
    client = day.client(login)
    answer = again(client, client.get("/api/pull"))
    assert (answer["changes"], answer["ids"]) == ({}, {})


def test_a_change_is_sent_once(day: Place) -> None:
    office = day.client("dispatcher")
    first = office.get("/api/pull")
    with day.inside() as world:
        towns.order(world, "A9")
    second = again(office, first)
    assert [row["number"] for row in second["changes"]["orders"]] == ["A9"]
    # Its goods are set aside at once, and somebody is to gather them; the stock's row was there before.
    assert set(second["ids"]) == {"orders", "tasks"}
    assert set(second["changes"]) == {"orders", "tasks", "stock"}
    third = office.get(f"/api/pull?cursor={second['cursor']}")
    assert third["changes"] == {}


def test_a_stop_given_to_another_courier_brings_its_old_order(day: Place) -> None:
    anna, boris, world = day.client("anna"), day.client("boris"), day.world
    mine, his = anna.get("/api/pull"), boris.get("/api/pull")
    with day.inside():
        moved = {"stop_id": world.stops["A1"], "route_id": world.routes["boris"], "position": 0}
        world.give("move_stop", moved, "dispatcher")
    mine, his = again(anna, mine), again(boris, his)
    assert world.stops["A1"] not in mine["ids"]["stops"]
    assert world.orders["A1"] not in mine["ids"]["orders"]
    assert world.orders["A1"] in his["ids"]["orders"]
    rows = boris.post("/api/rows", {"orders": [world.orders["A1"]]})["changes"]["orders"]
    assert [row["number"] for row in rows] == ["A1"]
    assert anna.post("/api/rows", {"orders": [world.orders["A1"]]})["changes"]["orders"] == []


@pytest.mark.parametrize("cursor", ["nonsense", "a.b.c.1.1", "..", "x" * 400])
def test_a_cursor_that_is_none_of_ours_gives_everything(day: Place, cursor: str) -> None:
    assert day.client("anna").get(f"/api/pull?cursor={cursor}")["changes"]["routes"]


def test_a_cursor_of_somebody_else_gives_everything(day: Place) -> None:
    cursor = day.client("boris").get("/api/pull")["cursor"]
    assert day.client("anna").get(f"/api/pull?cursor={cursor}")["changes"]["routes"]


def test_a_new_epoch_gives_everything(day: Place) -> None:
    anna = day.client("anna")
    first = anna.get("/api/pull")
    with day.inside():
        epoch = new_epoch()
    second = again(anna, first)
    assert second["epoch"] == epoch != first["epoch"]
    assert second["changes"]["routes"]
    with day.session() as session:
        assert session.get_one(Meta, "epoch").value == epoch


def test_a_version_from_the_future_gives_everything(day: Place) -> None:
    """A database put back without a new epoch must not leave phones with what is no more."""
    anna = day.client("anna")
    who, _, _ = anna.get("/api/pull")["cursor"].rpartition(".")
    ahead = f"{who.rpartition('.')[0]}.999999.0"
    assert anna.get(f"/api/pull?cursor={ahead}")["changes"]["routes"]


def test_tables_that_went_out_of_view_are_emptied(day: Place) -> None:
    answer = day.client("anna").get("/api/pull?have=plans:0123456789abcdef,zones:e3b0c44298fc1c14")
    assert answer["ids"]["plans"] == []
    assert "zones" not in answer["ids"]


def test_too_many_rows_at_once_are_refused(day: Place) -> None:
    ids = [new_id() for _ in range(MOST_ROWS + 1)]
    assert day.client("anna").post("/api/rows", {"orders": ids}, 413)["code"] == "too-large"
    assert day.client("anna").post("/api/rows", {"orders": ids[1:]}) == {"changes": {"orders": []}}
    assert day.client("anna").post("/api/rows", {"secrets": ids[:1]}) == {"changes": {"secrets": []}}
    day.client("anna").post("/api/rows", {"orders": ["1"]}, 400)


def test_a_larger_town_asks_no_more_questions(day: Place) -> None:
    def queries() -> int:
        count = 0

        def one_more(*_args: object) -> None:
            nonlocal count
            count += 1

        with day.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", one_more)
        day.client("dispatcher").get("/api/pull")
        event.remove(engine, "before_cursor_execute", one_more)
        return count

    queries()  # signs in, opens a connection
    few = queries()
    with day.inside() as world:
        for n in range(12):
            towns.order(world, f"M{n}")
        towns.plan(world, {"anna": [f"M{n}" for n in range(6)], "boris": [f"M{n}" for n in range(6, 12)]})
    assert queries() == few
