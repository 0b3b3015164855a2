"""Does an auditor get every command, event and entry once, in order, and nobody else any of it?"""

import json
from typing import Any

from server.queries import export
from tests import world as towns
from tests.place import Client, Place

PRIVATE = ("Maria Ek", "+358500000001", "Aleksanterinkatu", "door code", towns.PASSWORD)


def lines(client: Client, what: str, after: str | None = None) -> list[dict[str, Any]]:
    answer = client.http.get(f"/api/export/{what}" + (f"?after={after}" if after else ""))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.mimetype == "application/x-ndjson"
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def a_day(place: Place) -> None:
    """Two orders published, one delivered for cash by phone."""
    with place.inside() as world:
        for number in ("A0", "A1"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["A0", "A1"]})
        anna = place.client("anna")
        anna.phone.make("deliver_stop", towns.cash(world, "A0"))
    anna.send()


def test_everything_is_there_once_and_in_order(place: Place) -> None:
    a_day(place)
    admin = place.client("admin")
    commands = lines(admin, "commands")
    assert [line["version"] for line in commands] == sorted({line["version"] for line in commands})
    made = place.client("anna").phone.made[0]
    (sent,) = (line for line in commands if line["id"] == made["id"])
    assert (sent["seq"], sent["outcome"], sent["name"]) == (1, "flagged", "deliver_stop")
    entries = lines(admin, "entries")
    assert sum(line["minor"] for line in entries if line["code"] == "cash") == 1250
    known = {line["id"] for line in commands}
    for what in ("entries", "events", "moves"):
        found = lines(admin, what)
        assert len({line["id"] for line in found}) == len(found) > 0
        assert {line["command_id"] for line in found} <= known


def test_pages_put_together_are_the_whole(place: Place, monkeypatch) -> None:
    a_day(place)
    admin = place.client("admin")
    for what in export.EXPORTS:
        whole = lines(admin, what)
        monkeypatch.setattr(export, "PAGE", 2)
        found: list[dict[str, Any]] = []
        while page := lines(admin, what, found[-1]["id"] if found else None):
            assert len(page) <= 2
            found += page
        assert found == whole
        monkeypatch.undo()


def test_no_person_stands_in_it(place: Place) -> None:
    a_day(place)
    admin = place.client("admin")
    text = json.dumps([lines(admin, what) for what in export.EXPORTS], ensure_ascii=False)
    assert not [word for word in PRIVATE if word in text]


def test_another_hub_has_its_own(place: Place) -> None:
    a_day(place)
    ours, theirs = place.client("admin"), place.client("admin", other=True)
    mine = {line["id"] for line in lines(ours, "commands")}
    assert mine.isdisjoint(line["id"] for line in lines(theirs, "commands"))
    assert lines(theirs, "entries") == []
    last = lines(ours, "commands")[-1]["id"]
    assert theirs.get(f"/api/export/commands?after={last}", 404)["code"] == "unknown-thing"
