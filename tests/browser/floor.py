"""What stands on the shelves of the screens' town, and what does a picker do there? He scans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from server.commands.bus import run
from server.db.stock import PickTask
from server.ids import new_id
from server.imports.bins import BinRow
from server.imports.items import ItemRow
from server.imports.stock import StockRow
from server.shops.base import ShopLine
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town
from tests.browser.wedge import Scanner
from tests.world import PASSWORD, World
from warehouse.codes import tote_code

HANDHELD: dict[str, Any] = {"viewport": {"width": 360, "height": 640}}
PICTURE = (  # a cup, small enough to stand here
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
    "<path d='M2 3h4v3H2zM6 4h1v1H6' stroke='black' fill='none'/></svg>"
)
# SKU -> name, GTINs
GOODS = {
    "TEA": ("Tea, black, 100 g", ("4006381333931",), PICTURE),
    "JAM": ("Jam, black currant, 340 g", ("5901234123457",), ""),
    "SALT": ("Salt", (), ""),
}
TEA, JAM = GOODS["TEA"][1][0], GOODS["JAM"][1][0]
# bin -> place on the walk, what lies in it
SHELVES = {"A-01": (1, {}), "B-02-1": (2, {"JAM": 2, "SALT": 9}), "C-03-2": (3, {"JAM": 20})}
TOTES = [tote_code(f"0193a1b2-0000-7000-8000-{number:012d}") for number in range(9)]


def wants(**pieces: int) -> dict[str, Any]:
    """An order's lines: SKU -> pieces."""
    lines = tuple(ShopLine(sku, GOODS[sku][0], None, n, 500, 300) for sku, n in pieces.items())
    return {"lines": lines}


def shelve(world: World) -> None:
    """Goods with their codes and names, bins along the walk, and what lies in them."""
    items = tuple(
        ItemRow(row, sku, name, codes, 300, 500, picture)
        for row, (sku, (name, codes, picture)) in enumerate(GOODS.items())
    )
    assert run("import_items", {"sha256": "goods", "items": items}, id=new_id(), hub_id=None).ok
    bins = tuple(
        BinRow(at, code, code[0], code[2:4], code[5:] or "1", "2", at) for code, (at, _) in SHELVES.items()
    )
    world.give("import_bins", {"sha256": "bins", "bins": bins})
    stock = [(bin, sku, n) for bin, (_, held) in SHELVES.items() for sku, n in held.items()]
    rows = tuple(StockRow(row, bin, sku, n) for row, (bin, sku, n) in enumerate(stock))
    world.give("import_stock", {"sha256": "stock", "stock": rows})


@contextmanager
def open_floor(folder: Path, shares: dict[str, Sequence[str]], **orders: dict[str, Any]) -> Iterator[Town]:
    """A town whose shelves hold goods, and a second picker, Paula."""
    with open_town(folder, shares, shelve, **orders) as town:
        with town.app.app_context():
            paula = {"user_id": new_id(), "hub_id": town.world.hub_id, "login": "paula", "name": "Paula"}
            town.world.give("add_user", paula | {"roles": ["picker"], "password": PASSWORD})
            town.world.users["paula"] = paula["user_id"]
        yield town


class Picker:
    """Somebody with a handheld: a phone's screen and a scanner on its keyboard port."""

    def __init__(self, person: Person, login: str | None = "picker", say: Callable[..., str] = words) -> None:
        """`login` None: he is signed in, and has opened his phone again."""
        self.person, self.page, self.say = person, person.page, say
        if login is not None:
            person.sign_in(login, say=say)
            person.wait(lambda: person.stored("rows"), "the rows are there")
        self.scanner = Scanner(self.page)
        self.page.wait_for_timeout(300)  # nobody scans in the moment in which a screen appears

    def scan(self, code: str) -> None:
        """One code, and a breath: no hand scans faster."""
        self.scanner.scan(code)
        self.page.wait_for_timeout(200)

    def scan_all(self, *codes: str) -> None:
        for code in codes:
            self.scan(code)

    def open(self, path: str) -> None:
        """A screen by its address; nobody scans in the moment in which it appears."""
        self.person.go(path)
        self.page.wait_for_timeout(300)

    def press(self, key: str, **params: object) -> None:
        self.person.press(self.say(key, **params))

    def sees(self, key: str, **params: object) -> None:
        self.person.sees(self.say(key, **params))

    def asked_for(self, words: str) -> None:
        """What the scan field says is to be scanned now."""
        expect(self.page.locator(".scan-label")).to_have_text(words)

    @property
    def red(self) -> Locator:
        """The screen that says that a scan was wrong."""
        return self.page.locator("dialog.wrong-scan")

    def scan_wrong(self, code: str, *said: str) -> None:
        """A wrong code: the red screen says so, with these words; then it is acknowledged."""
        self.scan(code)
        for each in said:
            expect(self.red).to_contain_text(each)
        self.person.press(words("common.scan_understood"), within=self.red)
        expect(self.red).to_have_count(0)

    def begin(self, number: str) -> None:
        """Take this order from the list."""
        self.page.get_by_role("button", name=re.compile(f"^{number}")).click()
        self.press("picker.take_this")
        expect(self.page.locator(".bar h1")).to_have_text(number)

    def sent(self) -> None:
        self.person.wait(lambda: not self.person.queue(), "everything is sent")


def task_of(town: Town, number: str) -> PickTask:
    """The order's task as the hub has it now."""
    with town.session() as session:
        found = session.query(PickTask).filter_by(order_id=town.world.orders[number]).all()
        [task] = [each for each in found if each.status != "cancelled"]
        for line in task.lines:
            assert line.bin and line.item  # read before the session ends
        session.expunge_all()
        return task
