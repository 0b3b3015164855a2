"""Can rules of couriers and orders be given and seen? The form on a phone, breaks of a route, an order's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from server.db.people import User
from server.db.plans import Route
from tests import world as worlds
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town
from tests.world import MORNING

DESK = {
    "viewport": {"width": 1280, "height": 900},
    "is_mobile": False,
    "has_touch": False,
    "device_scale_factor": 1,
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """anna is out with a break on her sheet; boris has nothing yet."""
    opens = MORNING
    wish = {"wished_from_at": opens + timedelta(hours=2), "wished_to_at": opens + timedelta(hours=3)}
    asks = {"volume_ml": 12_500, "tags": frozenset({"cold"}), "priority": 7, **wish}
    with open_town(
        tmp_path_factory.mktemp("rules"), {"anna": ["A-1", "A-2"], "boris": []}, **{"A-1": asks}
    ) as town:
        with town.written() as session:
            route = session.get_one(Route, town.world.routes["anna"])
            pause = {"start_at": opens + timedelta(hours=3), "end_at": opens + timedelta(hours=3, minutes=30)}
            route.breaks = [{name: at.isoformat() for name, at in pause.items()}]
        yield town


def form_of(person: Person, name: str) -> Locator:
    person.press(f"{words('admin.courier.open')}: {name}")
    return person.page.get_by_role("dialog")


def test_a_courier_s_rules_are_set_on_a_phone(town: Town, meet: Callable[..., Person]) -> None:
    admin = meet(town.hub.url).sign_in("admin")
    admin.go("/people")
    form = form_of(admin, "Boris")

    def field(key: str) -> Locator:
        return form.get_by_label(words(f"admin.courier.{key}", currency="EUR"), exact=True)

    field("kg").fill("")
    field("break_from").fill("12:00")
    admin.press(words("admin.courier.save"), form)
    expect(form.get_by_text(words("admin.fault.load"))).to_be_visible()
    field("kg").fill("12,5")
    admin.press(words("admin.courier.save"), form)
    expect(form.get_by_text(words("break-half"))).to_be_visible()
    refused = words("outcome.rejected", what=words("command.set_courier"))
    expect(admin.page.get_by_text(refused)).to_have_count(0)
    field("break_to").fill("13:00")
    field("break_min").fill("30")
    field("litres").fill("60")
    field("cash").fill("150")
    field("trips").fill("2")
    field("tags").fill("cold id")
    form.get_by_label("Centre", exact=True).select_option("never")
    admin.press(words("admin.courier.save"), form)
    admin.sees(words("admin.courier.saved", name="Boris"))
    with town.session() as session:
        boris = session.get_one(User, town.world.users["boris"])
        assert (boris.capacity_g, boris.capacity_ml, boris.cash_limit_minor) == (12_500, 60_000, 15_000)
        assert (boris.break_from, boris.break_to, boris.break_s, boris.max_trips) == (
            "12:00",
            "13:00",
            1800,
            2,
        )
        assert (boris.tags, boris.zones, boris.forbidden_zones) == (["cold", "id"], None, ["Centre"])
    expect(admin.page.get_by_text("12.5 kg")).to_be_visible()
    again = form_of(admin, "Boris")
    expect(again.get_by_label("Centre", exact=True)).to_have_value("never")
    wide = admin.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360


def test_the_dispatcher_sees_what_an_order_asks_for_and_a_route_s_break(
    town: Town, meet: Callable[..., Person]
) -> None:
    office = meet(town.hub.url, **DESK).sign_in("dispatcher")
    office.go(f"/orders/{town.world.orders['A-1']}")
    facts = office.page.locator(".facts")
    for key, value in (("tags", "cold"), ("priority", words("dispatch.priority", n=7))):
        fact = facts.locator(".fact").filter(has_text=words(f"dispatch.field.{key}"))
        expect(fact.locator("dd")).to_have_text(value)
    expect(facts.get_by_text("12.5 l")).to_be_visible()
    office.go(f"/plan/{town.day}")
    lane = office.page.locator(".lane").filter(has_text="Anna")
    expect(lane.get_by_text(words("common.break", **clock(3)))).to_be_visible()


def clock(after_h: int) -> dict[str, str]:
    """Half an hour from then, as people in Helsinki read it."""
    start = MORNING + timedelta(hours=after_h)
    local = [at.astimezone(ZoneInfo("Europe/Helsinki")) for at in (start, start + timedelta(minutes=30))]
    return {"from": f"{local[0]:%H:%M}", "to": f"{local[1]:%H:%M}"}


def test_the_courier_reads_his_break_on_the_sheet(town: Town, meet: Callable[..., Person]) -> None:
    anna = meet(town.hub.url).sign_in("anna", worlds.PASSWORD)
    anna.go(f"/route/{town.world.routes['anna']}")
    anna.sees(words("common.break", **clock(3)))
    anna.go(f"/stop/{town.world.stops['A-1']}")
    best = words("common.wish", **{"from": clock(2)["from"], "to": clock(3)["from"]})
    expect(anna.page.locator("p.window")).to_contain_text(best)
