"""Who sits before a screen? Somebody with a browser context, and what the browser complained of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from server.texts import t
from tests.world import PASSWORD

# A courier's phone, held upright.
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "en-GB",
}
# What a browser logs when there is no network or the server says no: a state, not a fault of the page.
_NETWORK = ("Failed to load resource", "WebSocket connection to", "net::ERR_", "blocked by Playwright")
# What a software renderer says when a screen is looked at: slow, not wrong.
_RENDERER = ("GL Driver Message",)
words = partial(t, "en")

_STORED = """async ([store]) => {
  const open = indexedDB.open('waybill')
  const db = await new Promise((done, fail) => {
    open.onsuccess = () => done(open.result)
    open.onerror = () => fail(open.error)
  })
  const all = db.transaction(store).objectStore(store).getAll()
  await new Promise((done, fail) => { all.onsuccess = done; all.onerror = () => fail(all.error) })
  db.close()
  return all.result
}"""


@dataclass
class Person:
    context: BrowserContext
    url: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def in_browser(cls, browser: Browser, url: str, **settings: Any) -> Person:
        return cls.of(browser.new_context(**PHONE | settings), url)

    @classmethod
    def of(cls, context: BrowserContext, url: str) -> Person:
        person = cls(context, url, context.pages[0] if context.pages else context.new_page())
        context.on("console", person._hear)
        context.on("weberror", lambda error: person.complaints.append(f"{error.page}: {error.error}"))
        return person

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not any(word in said.text for word in _NETWORK + _RENDERER):
            self.complaints.append(f"{said.page.url if said.page else ''}: {said.text}")

    def sign_in(self, login: str, password: str = PASSWORD, say: Callable[..., str] = words) -> Person:
        """At the first screen; returns once the app of his role is there."""
        self.page.goto(self.url)
        self.page.locator("input[name=username]").fill(login)
        self.page.locator("input[name=password]").fill(password)
        self.press(say("common.sign_in"))
        expect(self.page.locator("header.bar")).to_be_visible()
        return self

    def go(self, path: str) -> None:
        """Open a screen by its address, without loading the page anew."""
        self.page.evaluate("path => { location.hash = path }", path)

    def new_page(self, path: str = "/") -> Page:
        """A cold start: the old pages are gone, this one begins from nothing."""
        self.page = self.context.new_page()
        self.page.goto(f"{self.url}/#{path}")
        return self.page

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def press(self, name: str, within: Locator | None = None) -> None:
        self.button(name, within).click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def wait(self, condition: Callable[[], object], what: str, patience_s: float = 30) -> None:
        """Until `condition` holds, asked ten times a second while the browser goes on."""
        for _ in range(int(patience_s * 10)):
            if condition():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"waited {patience_s} s: {what}")

    def stored(self, store: str) -> list[Any]:
        """What the phone's database holds in one of its stores: "outbox", "log", "rows", "fixes"."""
        found: list[Any] = self.page.evaluate(_STORED, [store])
        return found

    def queue(self) -> list[dict[str, Any]]:
        """Commands that are written down and not answered."""
        return self.stored("outbox")

    def state(self) -> str:
        """What the badge says of the connection."""
        return self.page.locator(".queue-state").inner_text()

    def is_said(self, state: str, patience_s: float = 30) -> None:
        """The badge says so: "idle", "sending", "offline", "error"."""
        said = self.page.locator(".queue-state")
        expect(said).to_have_text(words(f"common.net_{state}"), timeout=patience_s * 1000)
