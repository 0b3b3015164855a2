"""Which screens does each role have, and how does one come to each? Every one, with something on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.town import Town

OPEN = "dialog[open]"
BUTTONS = ".split-card .buttons"
AGAIN, MORE = "details.card > summary", "details.card details > summary"


@dataclass(frozen=True, slots=True)
class Screen:
    """`path` after #, then what to press; `ready` is there when it can be looked at. `act`: on it something
    is to be done with the thumb of a hand that carries something."""

    name: str
    path: str
    ready: str
    steps: tuple[str, ...] = ()
    act: bool = False


def courier_on_the_road(town: Town) -> list[Screen]:
    stop, route = town.world.stops, town.world.routes["anna"]
    return [
        Screen("next-stop", "/", "h2.address", act=True),
        Screen("items", "/", ".items[open]:not(.way)", (".items:not(.way) summary",)),
        Screen("sheet", f"/route/{route}", ".line", act=True),
        Screen("stop", f"/stop/{stop['A-4']}", "h2.address", act=True),
        Screen("stop-done", f"/stop/{stop['A-1']}", "h2.address"),
        Screen("cash", f"/deliver/{stop['A-3']}", ".change", (".choices .button:nth-child(2)",), act=True),
        Screen("cash-empty", f"/deliver/{stop['A-3']}", ".change", act=True),
        Screen("card", f"/deliver/{stop['A-4']}", ".notice", act=True),
        Screen("prepaid", f"/deliver/{stop['A-5']}", ".notice", act=True),
        Screen("fail", f"/fail/{stop['A-3']}", ".choices", (".choices .button",), act=True),
        Screen("gone", "/deliver/nothing", ".notice", act=True),
        Screen("my-day", "/done", "dl", act=True),
        Screen("end-shift", "/done", OPEN, (".actions .button:not(.primary)",), act=True),
        Screen("queue", "/", OPEN, ("button.queue",), act=True),
        Screen("menu", "/", OPEN, (".bar > .quiet",)),
    ]


def courier_before(town: Town) -> list[Screen]:
    route = town.world.routes["boris"]
    return [
        Screen("home", "/", "button.route", act=True),
        Screen("sheet", f"/route/{route}", ".line", act=True),
        Screen("load", f"/load/{route}", ".next-load", act=True),
        Screen("load-off", f"/load/{route}", OPEN, ("button.line",), act=True),
        Screen(
            "load-without",
            f"/load/{route}",
            OPEN,
            (".screen > .actions .primary, .actions .primary",),
            act=True,
        ),
        Screen("stop", f"/stop/{town.world.stops['B-1']}", "h2.address"),
        Screen("my-day", "/done", "dl", act=True),
    ]


def dispatcher(town: Town) -> list[Screen]:
    orders, day = town.world.orders, town.day
    return [
        Screen("orders", "/orders", ".row-button"),
        Screen("filters", "/orders", ".filters details[open]", (".filters summary",)),
        Screen("import", "/orders", "dialog[open] .import", (".head .line .button:last-child",)),
        Screen("order", f"/orders/{orders['A-1']}", ".split-card .facts"),
        Screen("order-queued", f"/orders/{orders['X-1']}", ".split-card .facts"),
        Screen("point", f"/orders/{orders['X-1']}", OPEN, (f"{BUTTONS} button:nth-of-type(1)",)),
        Screen("zone", f"/orders/{orders['X-1']}", OPEN, (f"{BUTTONS} button:nth-of-type(2)",)),
        Screen("cancel", f"/orders/{orders['X-1']}", OPEN, (f"{BUTTONS} .danger",)),
        Screen("draft", f"/plan/{day}", ".decide"),
        Screen("publish", f"/plan/{day}", OPEN, (".decide .primary",)),
        Screen(
            "plan-again",
            f"/plan/{day}",
            "details.card[open] .field",
            (AGAIN, "details.card details > summary"),
        ),
        Screen("lane", f"/plan/{day}", ".lane .row-button", (".lane-head",)),
        Screen("move", f"/plan/{day}", OPEN, (".lane .row-button",)),
        Screen("no-plan", "/plan/2031-01-01", ".card"),
        Screen("map", "/map", ".map-canvas[data-ready]"),
        Screen("map-signs", "/map", ".map-legend[open]", (".map-legend summary",)),
        Screen("map-filters", "/map", ".map-filters details[open]", (".map-filters summary",)),
        Screen("map-stop", "/map", ".chosen-card", (".stop-line",)),
        Screen("couriers", "/couriers", ".lane"),
        Screen("problems", "/problems", ".stack article"),
        Screen("settle", "/problems", OPEN, (".stack article .button:last-child",)),
    ]


def cashier(town: Town) -> list[Screen]:
    code = town.codes
    return [
        Screen("desk", "/", ".row-button"),
        Screen("missing", f"/sheet/{code['gita']}", ".missing"),
        Screen(
            "missing-signed", f"/sheet/{code['gita']}", "section.stack .field", ("section.stack > .button",)
        ),
        Screen("count", f"/sheet/{code['clara']}", ".pieces"),
        Screen("zero", f"/sheet/{code['clara']}", OPEN, (".done",)),
        Screen("counted", f"/sheet/{code['dora']}", ".figures"),
        Screen("closed", f"/sheet/{code['elsa']}", ".figures"),
        Screen("unfinished", f"/sheet/{code['anna']}", ".pieces"),
        Screen("no-sheet", "/sheet/R000000", ".notice"),
    ]


def admin(_: Town) -> list[Screen]:
    return [
        Screen("files", "/files", ".import"),
        Screen("people", "/people", "article.card"),
        Screen("add-person", "/people", OPEN, (".column > .primary",)),
        Screen("rules", "/people", OPEN, ("article.card .line:last-child .button",)),
        Screen("disable", "/people", OPEN, ("article.card .danger",)),
        Screen("shops", "/shops", "article"),
        Screen("devices", "/devices", "article.card"),
    ]


def picker(town: Town) -> list[Screen]:
    """What needs goods on the shelves is looked at in test_picker_screens.py."""
    return [
        Screen("pick", "/pick", ".row-button, .empty", act=True),
        Screen("pack", "/pack", ".row-button, .empty"),
        Screen("load", "/load", ".row-button, .empty"),
        Screen("returns", "/returns", ".row-button, .empty"),
        Screen("find", f"/find/{town.world.orders['B-1']}", ".whereabouts"),
    ]


ROLES: dict[str, tuple[str, Callable[[Town], list[Screen]]]] = {
    "courier": ("anna", courier_on_the_road),
    "courier-before": ("boris", courier_before),
    "dispatcher": ("dispatcher", dispatcher),
    "cashier": ("cashier", cashier),
    "admin": ("admin", admin),
    "picker": ("picker", picker),
}
