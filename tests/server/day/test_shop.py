"""Does the shop send what belongs together, and believe only what is signed, new and in its own name?"""

import asyncio
import base64
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from server.day import shop, signing, town
from server.day.hooks import Listener
from server.day.ids import Luck
from server.shops import signing as theirs

KEY = base64.b64encode(bytes(range(32))).decode()
SECRET = f"whsec_{KEY}"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def row(number: str, begin: str = "10:00", **more: str) -> town.Cells:
    head = {"order_number": number, "delivery_on": "2026-11-23", "window_from": begin, "window_to": "12:00"}
    return (
        head
        | {"sku": "TEA", "name": "Tea", "gtin": "", "quantity": "1", "price": "5", "weight_g": "1"}
        | more
    )


def test_both_ends_sign_alike() -> None:
    headers = signing.sign("msg_1", NOW, b"body", SECRET)
    assert theirs.verify(headers, b"body", [SECRET], NOW) == "msg_1"
    assert signing.fault(theirs.sign("msg_1", NOW, b"body", SECRET), b"body", SECRET, NOW, 300) is None


def test_what_is_forged_or_old_is_not_believed() -> None:
    headers = signing.sign("msg_1", NOW, b"body", SECRET)
    later = NOW + timedelta(seconds=301)
    assert signing.fault(headers, b"bodY", SECRET, NOW, 300) == "its signature is wrong"
    assert (
        signing.fault(headers | {"webhook-id": "msg_2"}, b"body", SECRET, NOW, 300)
        == "its signature is wrong"
    )
    assert signing.fault({}, b"body", SECRET, NOW, 300) == "it is not signed"
    assert signing.fault(headers, b"body", SECRET, later, 300) == "it is 301 s old"


class FailsOnce(Luck):
    """Bad luck with every first attempt, as far as asked."""

    def happens(self, chance: float, *about: object) -> bool:
        return about[0] == "fails"


def listener(luck: Luck) -> Listener:
    clock: Any = SimpleNamespace(rate=1.0, now=lambda: NOW)
    made = Listener(clock, luck)
    made.secret = SECRET
    return made


def test_a_message_is_taken_once_however_often_it_comes() -> None:
    body = json.dumps({"data": {"order": "A1", "sequence": 1, "status": "packed"}}).encode()
    headers = signing.sign("hook-1", NOW, body, SECRET)
    ours = listener(FailsOnce(1, "x"))
    assert [ours.take(headers, body) for _ in range(3)] == [503, 200, 200]
    assert ours.heard.last() == {"A1": "packed"}
    assert len(ours.heard.taken) == 1
    assert ours.take(headers | {"webhook-signature": "v1,AAAA"}, body) == 401
    assert len(ours.heard.faults) == 1


def test_a_message_torn_off_is_no_forged_one() -> None:
    """A worker that is killed while it sends: nothing is heard, or a part of the head or body."""
    ours = listener(Luck(1, "x"))

    async def torn() -> None:
        server = await ours.start()
        async with server:
            for sent in (b"", b"POST /orders HTT", b"POST / HTTP/1.1\r\nhost: a\r\n", _WHOLE[:-1], _WHOLE):
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                writer.write(sent)
                writer.write_eof()
                await reader.read()
                writer.close()

    asyncio.run(torn())
    assert ours.heard.tally["hooks broken off"] == 4
    assert ours.heard.faults == ["a message came of which it is not signed"], "the whole one"


_WHOLE = b"POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"


def test_late_orders_are_of_the_second_half_and_nothing_is_sent_twice() -> None:
    orders = {f"A{n}": [row(f"A{n}", f"{8 + n % 10:02}:00")] for n in range(200)}
    split = shop.split(orders, [], Luck(1, "orders"))
    assert set(split.early) | set(split.late) == set(orders)
    assert set(split.early).isdisjoint(split.late)
    assert 5 < len(split.late) < 60
    assert all(rows[0]["window_from"] >= "13:00" for rows in split.late.values())
    again = shop.split(orders, orders, Luck(1, "orders"))
    assert again.early == {}
    assert set(again.late) == {f"{number}-2" for number in split.late}
    assert all(rows[0]["order_number"] == number for number, rows in again.late.items())


def test_an_order_as_a_message_has_its_lines_inside() -> None:
    rows = [row("A1"), row("A1", sku="CUP", quantity="2")]
    message = town.as_message(rows, 3, note="please ring twice")
    assert message["version"] == "3"
    assert [line["sku"] for line in message["lines"]] == ["TEA", "CUP"]
    assert "sku" not in message
    assert message["note"] == "please ring twice"


def test_another_town_s_orders_are_moved_to_the_day_and_can_come_again_on_the_next(tmp_path: Path) -> None:
    text = "order_number;delivery_on;window_from;window_to;sku;quantity\n"
    text += "7;15.01.2026;10:00;12:00;TEA;1\n7;15.01.2026;10:00;12:00;CUP;2\n8;16.01.2026;9:00;11:00;TEA;1\n"
    (tmp_path / "orders.csv").write_text("\ufeff" + text, encoding="utf-8")
    ours = town.Town(60.17, 24.94, "Europe/Helsinki", "EUR", {"orders": tmp_path / "orders.csv"})
    orders = ours.orders(date(2026, 11, 23))
    assert list(orders) == ["261123-7"]
    assert [(row["sku"], row["delivery_on"]) for row in orders["261123-7"]] == [
        ("TEA", "2026-11-23"),
        ("CUP", "2026-11-23"),
    ]
    assert list(ours.orders(date(2026, 11, 24))) == ["261124-7"]
    begin, end = town.window_of(orders["261123-7"], ours.zone)
    assert (begin.astimezone(UTC).hour, end.astimezone(UTC).hour) == (8, 10)
