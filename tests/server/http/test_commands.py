"""Does the journal take everything a phone may send over HTTP, once, and nothing it must not?"""

from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from server.commands import journal
from server.db.log import CommandLog
from server.db.people import Credential, Device, User
from server.http.commands import MOST
from server.ids import new_id
from tests.place import Client, Place
from tests.world import ON


def shift(client: Client) -> str:
    return client.phone.make("start_shift", {"shift_id": new_id()})


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [result["outcome"] for result in answer["results"]]


def test_commands_are_answered_with_what_was_recorded(place: Place) -> None:
    anna = place.client("anna")
    id = shift(anna)
    answer = anna.send()
    assert answer["results"] == [{"id": id, "seq": 1, "outcome": "applied", "problem": None}]
    assert answer["last_seq"] == 1
    assert answer["server_time"].endswith("Z")
    assert answer["epoch"] == anna.get("/api/me")["epoch"]
    assert answer["version"]


def test_the_same_batch_again_changes_nothing(place: Place) -> None:
    anna = place.client("anna")
    shift(anna)
    body = anna.phone.envelope()
    first, second = anna.post("/api/commands", body), anna.post("/api/commands", body)
    assert first["results"] == second["results"]
    assert first["version"] == second["version"]


def test_the_same_id_with_other_content_is_refused_and_the_rest_proceeds(place: Place) -> None:
    anna = place.client("anna")
    shift(anna)
    anna.send()
    body = anna.phone.envelope(list(anna.phone.made))
    body["commands"][0]["args"] = {"shift_id": new_id()}
    shift(anna)
    answer = anna.post("/api/commands", {**body, "commands": anna.phone.made})
    assert outcomes(answer) == ["refused", "applied"]
    assert answer["results"][0]["problem"]["code"] == "seq-reused"


def test_a_gap_ends_the_answer(place: Place) -> None:
    anna = place.client("anna")
    for _ in range(3):
        shift(anna)
    answer = anna.post("/api/commands", anna.phone.envelope([anna.phone.made[0], anna.phone.made[2]]))
    assert (outcomes(answer), answer["last_seq"]) == (["applied"], 1)


def test_another_device_cannot_be_spoken_for(place: Place) -> None:
    anna, boris = place.client("anna"), place.client("boris")
    shift(boris)
    assert anna.post("/api/commands", boris.phone.envelope(), 403)["code"] == "other-device"


@pytest.mark.parametrize("over", ["expired", "revoked", "device"])
def test_facts_of_an_ended_session_are_kept_and_nothing_is_told(place: Place, over: str) -> None:
    anna = place.client("anna")
    shift(anna)
    with place.writing() as session:
        credential = session.scalars(select(Credential)).one()
        if over == "device":
            session.get_one(Device, anna.device_id).revoked_at = credential.created_at
        elif over == "expired":
            credential.expires_at = credential.created_at
        else:
            credential.revoked_at = credential.created_at
    answer = anna.send()
    assert outcomes(answer) == ["quarantined" if over == "device" else "applied"]
    assert answer["last_seq"] == 1
    assert answer["version"] == ""
    assert set(answer) == {"epoch", "version", "last_seq", "server_time", "results"}


def test_a_session_that_is_over_can_wish_nothing(place: Place) -> None:
    admin = place.client("admin")
    admin.phone.make("disable_user", {"user_id": place.world.users["anna"]})
    with place.writing() as session:
        session.execute(update(Credential).values(revoked_at=Credential.created_at))
    answer = admin.send()
    assert answer["results"][0]["outcome"] == "rejected"
    assert answer["results"][0]["problem"]["code"] == "signed-out"
    with place.session() as session:
        assert session.get_one(User, place.world.users["anna"]).disabled_at is None


def test_on_a_shared_device_facts_are_the_former_users_and_wishes_are_not(place: Place) -> None:
    """A courier must not give a dispatcher's orders on a tablet both have signed in on."""
    device = new_id()
    place.client("dispatcher", device)
    anna = place.client("anna", device)
    args = {"plan_id": new_id(), "on": ON.isoformat()}
    anna.phone.make("request_plan", args, actor=place.world.users["dispatcher"])
    anna.phone.make("return_goods", {"order_id": new_id()}, actor=place.world.users["dispatcher"])
    answer = anna.send()
    assert [(r["outcome"], r["problem"]["code"]) for r in answer["results"]] == [
        ("rejected", "signed-out"),
        ("quarantined", "unknown-thing"),
    ]


def envelope(client: Client, **changes: Any) -> dict[str, Any]:
    """One command, changed into something a phone should not send."""
    client.phone.make("start_shift", {"shift_id": new_id()})
    return client.phone.envelope([{**client.phone.made[-1], **changes}])


@pytest.mark.parametrize(
    "changes",
    [{"id": "1"}, {"seq": 0}, {"seq": "x"}, {"seq": 2**60}, {"v": 0}, {"args": []}, {"name": 7},
     {"actor": "me"}, {"id": "0199999a-0000-7000-8000-00000000000A"}],
)  # fmt: skip
def test_an_unreadable_envelope_is_400_and_takes_nothing(place: Place, changes: dict[str, Any]) -> None:
    anna = place.client("anna")
    assert anna.post("/api/commands", envelope(anna, **changes), 400)["code"] == "bad-request"
    with place.session() as session:
        assert session.scalar(select(func.count()).select_from(CommandLog).where(CommandLog.seq == 1)) == 0


@pytest.mark.parametrize(
    "changes",
    [{"at": "yesterday"}, {"at": "+275760-09-13T00:00:00Z"}, {"at": "1969-12-31T23:00:00Z"}, {"at": 1e300},
     {"at": "0001-01-01T00:00:00+14:00"}, {"tz": "x" * 500}, {"base": "y" * 5000}, {"name": "z" * 500},
     {"tz": "a\x00b"}, {"args": {"shift_id": "\ud83d"}}, {"args": {"deep": {"\x00": ["\udfff", 1e308]}}},
     {"args": {}}, {"v": 99}],
)  # fmt: skip
def test_whatever_a_strange_phone_says_its_queue_goes_on(place: Place, changes: dict[str, Any]) -> None:
    anna = place.client("anna")
    answer = anna.post("/api/commands", envelope(anna, **changes))
    assert answer["last_seq"] == 1
    assert anna.post("/api/commands", anna.phone.envelope(anna.phone.made))["results"][0]["outcome"]


def test_numbers_that_json_does_not_have_are_stored_as_nothing(place: Place) -> None:
    anna = place.client("anna")
    shift(anna)
    body = place.app.json.dumps(anna.phone.envelope()).replace('"args": {', '"args": {"speed": Infinity, ')
    answer = anna.http.post("/api/commands", data=body, content_type="application/json")
    assert answer.json["results"][0]["problem"]["params"]["field"] == "speed"  # type: ignore[index]


def test_a_batch_has_an_end(place: Place) -> None:
    anna = place.client("anna")
    for _ in range(MOST + 1):
        shift(anna)
    anna.post("/api/commands", anna.phone.envelope(anna.phone.made), 400)
    assert anna.post("/api/commands", anna.phone.envelope(anna.phone.made[:MOST]))["last_seq"] == MOST


def test_the_queue_of_a_phone_is_noted(place: Place) -> None:
    anna = place.client("anna")
    queue = {"length": 7, "oldest_at": "2026-11-21T10:00:00Z"}
    anna.post("/api/commands", {"device_id": anna.device_id, "commands": [], "queue": queue})
    device = next(
        d for d in place.client("admin").get("/api/devices")["devices"] if d["id"] == anna.device_id
    )
    assert (device["queue_length"], device["queue_oldest_at"]) == (7, queue["oldest_at"])
    assert device["last_seen_at"]


def test_a_database_that_is_away_takes_nothing_and_says_try_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = place.client("anna")
    shift(anna)

    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("insert", {}, Exception("locked"))

    monkeypatch.setattr(journal, "take", away)
    assert anna.send(status=503)["code"] == "busy"
    monkeypatch.undo()
    assert outcomes(anna.send()) == ["applied"]
