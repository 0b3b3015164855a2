"""Do goods go through the building by scans alone: picked, packed, labelled, loaded, brought back?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from server.db.orders import Item
from server.db.stock import Bin, BinStock, Move, Parcel
from tests.browser.floor import HANDHELD, JAM, TEA, TOTES, Picker, open_floor, task_of, wants
from tests.browser.person import Person, words
from tests.browser.town import Town
from tests.world import left, packed


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_floor(
        tmp_path_factory.mktemp("story"),
        {"anna": ["W-1", "W-2"], "boris": ["W-3", "W-6"], "clara": ["W-4", "W-5"]},
        **{"W-1": wants(TEA=2, JAM=1), "W-2": wants(TEA=1), "W-3": wants(JAM=2)},
        **{"W-4": wants(TEA=3), "W-5": wants(TEA=1), "W-6": wants(SALT=2)},
    ) as town:
        with town.app.app_context():
            packed(town.world, "W-2", "W-3")
            left(town.world, "clara", "W-4", "W-5")
        yield town


def parcels(town: Town, number: str) -> list[Parcel]:
    with town.session() as session:
        query = select(Parcel).where(Parcel.order_id == town.world.orders[number]).order_by(Parcel.n)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def read(picture: Image.Image) -> list[str]:
    """The barcodes in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def printed(picker: Picker, address: str) -> list[list[str]]:
    """The barcodes on each page of a PDF, as the phone's browser gets it."""
    answer = picker.person.context.request.get(f"{picker.person.url}{address}")
    assert answer.ok, answer.text()
    return [read(page.render(scale=4).to_pil()) for page in pypdfium2.PdfDocument(answer.body())]


def on_screen(picker: Picker) -> list[str]:
    found = []
    for bars in picker.page.locator("svg.barcode").all():
        bars.evaluate("bars => bars.scrollIntoView({ block: 'center' })")
        found += read(Image.open(io.BytesIO(bars.screenshot())))
    return found


def in_bin(town: Town, code: str, sku: str) -> int:
    with town.session() as session:
        query = select(BinStock.quantity).join(Bin, Bin.id == BinStock.bin_id)
        query = query.join(Item, Item.id == BinStock.item_id)
        query = query.where(Bin.code == code, Item.sku == sku)
        return session.scalar(query) or 0


def test_through_the_building(town: Town, meet: Callable[..., Person]) -> None:
    picker = Picker(meet(town.hub.url, **HANDHELD))
    pick(picker, town)
    pack(picker, town)
    load(picker, town)


def pick(picker: Picker, town: Town) -> None:
    picker.press("picker.next")
    expect(picker.page.locator(".bar h1")).to_have_text("W-1")
    picker.scan_wrong("C-03-2", words("picker.a_bin", code="A-01"))
    picker.scan_all("A-01", TEA, TEA, TOTES[0])
    picker.scan("C-03-2")
    picker.scan_wrong(TEA, "Jam, black currant", "Tea, black")
    picker.scan_all(JAM, TOTES[0])
    picker.sees("picker.all_in_tote")
    picker.sent()
    assert task_of(town, "W-1").status == "done"


def pack(picker: Picker, town: Town) -> None:
    """No label before exactly its pieces were scanned, and then one a parcel."""
    picker.open("/pack")
    picker.scan_wrong(TOTES[1], words("picker.gathered_tote"))
    picker.scan(TOTES[0])
    close, print_ = picker.page.get_by_role("button", name="Close"), picker.page.get_by_role("link")
    expect(picker.page.locator(".left-to-scan li")).to_have_count(2)
    picker.scan_wrong("SALT", "Salt")
    picker.scan_all(TEA, TEA)
    picker.scan_wrong(TEA, words("picker.no_more_of_it"))
    expect(close.or_(print_)).to_have_count(0)
    assert parcels(town, "W-1") == []
    picker.press("picker.next_parcel")
    picker.scan(JAM)
    expect(print_).to_have_count(0)
    picker.press("picker.close#other", n=2)
    picker.sees("picker.labels_for#other", n=2)
    found = parcels(town, "W-1")
    assert [(each.n, each.of, each.units[0][0]) for each in found] == [(1, 2, "TEA"), (2, 2, "JAM")]
    codes = [each.code for each in found]
    assert on_screen(picker) == codes
    addresses = [link.get_attribute("href") or "" for link in print_.all()]
    [both] = [address for address in addresses if "/labels.pdf" in address]
    assert [set(page) & set(codes) for page in printed(picker, both)] == [{code} for code in codes]
    singles = [address for address in addresses if "/label.pdf" in address]
    assert [codes[n] in printed(picker, address)[0] for n, address in enumerate(singles)] == [True, True]


def load(picker: Picker, town: Town) -> None:
    """The last stop first; another route's parcel stays off; what was taken off is off."""
    (mine, jam), [last], [other] = (parcels(town, number) for number in ("W-1", "W-2", "W-3"))
    picker.open("/load")
    picker.scan(jam.code)  # any parcel of the route opens it, and loads nothing
    expect(picker.page.locator(".bar h1")).to_have_text("Anna")
    expect(picker.page.locator(".huge")).to_have_text("W-2")
    picker.scan_wrong(other.code, words("picker.parcel_of_on", number="W-3", n=1, of=1, courier="Boris"))
    picker.scan_wrong(TEA, words("picker.parcel_of_on", number="W-2", n=1, of=1, courier="Anna"))
    picker.page.wait_for_timeout(1000)  # the same label again within a second would be one scan
    picker.scan(mine.code)
    picker.sees("picker.out_of_turn", number="W-1", n=1, of=2)
    picker.scan(last.code)
    picker.scan(mine.code)
    picker.sees("common.scan_already")
    picker.scan(jam.code)
    picker.sees("picker.route_loaded")
    picker.sent()
    route = town.world.routes["anna"]
    loaded = [each for number in ("W-1", "W-2") for each in parcels(town, number)]
    assert [(each.status, each.route_id) for each in loaded] == [("loaded", route)] * 3
    picker.page.get_by_role("button", name="W-2").click()
    picker.press("picker.unload")
    picker.sent()
    assert [each.status for each in parcels(town, "W-2")] == ["packed"]
    assert [(each.status, each.route_id) for each in parcels(town, "W-3")] == [("packed", None)]


def test_what_comes_back_is_stock_again(town: Town, meet: Callable[..., Person]) -> None:
    with town.app.app_context():
        order = {"stop_id": town.world.stops["W-4"], "order_id": town.world.orders["W-4"]}
        town.world.give("fail_stop", order | {"reason": "refused"}, "clara")
    [parcel], [other] = parcels(town, "W-4"), parcels(town, "W-3")
    before = in_bin(town, "A-01", "TEA")
    picker = Picker(meet(town.hub.url, **HANDHELD))
    picker.open("/returns")
    picker.page.get_by_text(words("picker.with_courier", courier="Clara")).wait_for()
    picker.scan_wrong(other.code, words("picker.back_still-to-go", number="W-3"))
    picker.scan(parcel.code)
    picker.page.get_by_role("button", name=words("picker.more")).click()
    picker.press("picker.some_damaged", n=2, bad=1)
    picker.scan_wrong("Q-77", words("picker.any_bin"), words("common.scan_unknown"))
    picker.scan("a-01")
    picker.sees("picker.said_back", number="W-4")
    picker.sent()
    assert in_bin(town, "A-01", "TEA") == before + 2
    assert [each.status for each in parcels(town, "W-4")] == ["back"]
    with town.session() as session:
        damaged = select(Move.quantity).where(Move.code == "damaged", Move.order_id == order["order_id"])
        assert session.scalars(damaged).all() == [1]


def test_the_tote_of_a_cancelled_order_is_emptied(town: Town, meet: Callable[..., Person]) -> None:
    order_id = town.world.orders["W-6"]
    task = task_of(town, "W-6")
    with town.app.app_context():
        town.world.give("claim_task", {"task_id": task.id}, "paula")
    [line] = task_of(town, "W-6").lines
    with town.app.app_context():
        took = {"task_id": task.id, "line_id": line.id, "quantity": 2, "tote": TOTES[6]}
        town.world.give("pick_line", took, "paula")
        town.world.give("cancel_order", {"order_id": order_id, "reason": "by phone"}, "dispatcher")
    before = in_bin(town, "RETURNS", "SALT")
    picker = Picker(meet(town.hub.url, **HANDHELD), "paula")
    picker.open("/returns")
    picker.scan(TOTES[6])
    picker.press("picker.all_sellable", n=2)
    picker.press("picker.returns_shelf")
    picker.sees("picker.said_back", number="W-6")
    picker.sent()
    assert in_bin(town, "RETURNS", "SALT") == before + 2
    assert goods_left(town, order_id) == 0


def goods_left(town: Town, order_id: str) -> int:
    """Pieces of the order that are in its tote."""
    place = f"tote:{order_id}"
    with town.session() as session:
        into = session.scalars(select(Move.quantity).where(Move.debit == place)).all()
        out = session.scalars(select(Move.quantity).where(Move.credit == place)).all()
        return sum(into) - sum(out)
