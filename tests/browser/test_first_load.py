"""How much does a phone fetch before a courier can work, and what is shown while it is on the way?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import CDPSession, Route, expect

from tests.browser.person import Person, words
from tests.browser.town import Town, open_town

MOST_BYTES = 150_000
APPS = {
    "courier": "anna",
    "dispatch": "dispatcher",
    "cashier": "cashier",
    "admin": "admin",
    "picker": "picker",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(tmp_path_factory.mktemp("load"), {"anna": ["F-1", "F-2"]}) as town:
        yield town


class Scale:
    """Weighs what comes over the wire to a page, as the browser's network counts it, by path."""

    def __init__(self, session: CDPSession) -> None:
        self.paths: dict[str, str] = {}
        self.encodings: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _answered(self, event: dict) -> None:  # type: ignore[type-arg]
        answer = event["response"]
        path = re.sub(r"^https?://[^/]+", "", answer["url"])
        self.paths[event["requestId"]] = path
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        self.encodings[path] = headers.get("content-encoding", "")

    def _finished(self, event: dict) -> None:  # type: ignore[type-arg]
        path = self.paths.get(event["requestId"], "")
        self.bytes[path] = self.bytes.get(path, 0) + int(event["encodedDataLength"])

    def scripts(self) -> dict[str, int]:
        return {path: size for path, size in self.bytes.items() if path.endswith(".js")}


@pytest.mark.parametrize("app", APPS)
def test_each_role_fetches_its_own_app_and_no_other(
    town: Town, meet: Callable[..., Person], app: str
) -> None:
    person = meet(town.hub.url, service_workers="block")
    scale = Scale(person.context.new_cdp_session(person.page))
    person.sign_in(APPS[app])
    person.page.wait_for_load_state("networkidle")
    fetched = {found[1] for path in scale.bytes if (found := re.search(r"/app-([a-z]+)-[^/]+\.js$", path))}
    assert fetched == {app}


def test_a_courier_begins_to_work_within_150_000_bytes_of_script(
    town: Town, meet: Callable[..., Person]
) -> None:
    """All scripts from the first byte to the sheet on the screen, the socket's among them, as sent."""
    courier = meet(town.hub.url, service_workers="block")
    scale = Scale(courier.context.new_cdp_session(courier.page))
    courier.sign_in("anna")
    expect(courier.page.locator("button.route")).to_be_visible()
    courier.wait(lambda: any(path.startswith("/assets/esm") for path in scale.bytes), "the socket's script")
    courier.page.wait_for_load_state("networkidle")
    scripts = scale.scripts()
    assert len(scripts) > 4
    assert {path for path in scripts if scale.encodings[path] != "gzip"} <= {
        path for path, size in scripts.items() if size < 2000
    }
    assert sum(scripts.values()) <= MOST_BYTES, scripts


def test_what_the_phone_keeps_for_offline_counts_too(town: Town, meet: Callable[..., Person]) -> None:
    """The service worker fetches every file that the courier's phone keeps: scripts of no desk, and few."""
    courier = meet(town.hub.url).sign_in("anna")
    courier.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    kept: list[str] = courier.page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(async name => (await caches.open(name)).keys())))"
        ".then(all => all.flat().map(request => new URL(request.url).pathname))"
    )
    assert any(re.match(r"/assets/app-courier-.+\.js", path) for path in kept)
    assert not [path for path in kept if re.search(r"app-(dispatch|cashier|admin)-|/map|maplibre", path)]
    sizes: list[int] = courier.page.evaluate(
        "paths => Promise.all(paths.map(path => fetch(path, {cache: 'no-store', method: 'GET'})"
        ".then(answer => Number(answer.headers.get('content-length')))))",
        [path for path in kept if path.endswith(".js") and "/text-" not in path],
    )
    assert sizes
    assert min(sizes) > 0
    assert sum(sizes) <= MOST_BYTES


def test_what_has_no_words_yet_is_not_shown_by_its_key(town: Town, meet: Callable[..., Person]) -> None:
    admin = meet(town.hub.url, service_workers="block")
    held: list[Route] = []
    admin.context.route("**/text-import-*", lambda route: held.append(route))
    admin.sign_in("admin")
    admin.go("/files")
    admin.wait(lambda: held, "the words of the import are asked for")
    expect(admin.page.locator("main")).not_to_contain_text("import.")
    held[0].continue_()
    admin.sees(words("import.about.zones"))


def test_no_button_changes_under_the_thumb_when_the_sheet_comes(
    town: Town, meet: Callable[..., Person]
) -> None:
    """The evening before: without a sheet he would begin his shift with the same place of the screen."""
    courier = meet(town.hub.url, service_workers="block")
    held: list[Route] = []
    courier.context.route("**/api/pull*", lambda route: held.append(route))
    courier.sign_in("anna")
    courier.sees(words("common.loading"))
    courier.wait(lambda: held, "the sheet is asked for")
    expect(courier.button(words("courier.start_shift"))).to_have_count(0)
    held[0].continue_()
    expect(courier.button(words("courier.open_sheet"))).to_be_visible()


def test_a_courier_whose_server_is_away_begins_his_shift_all_the_same(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = meet(town.hub.url, service_workers="block")
    courier.context.route("**/api/pull*", lambda route: route.fulfill(status=503))
    courier.sign_in("anna")
    expect(courier.button(words("courier.start_shift"))).to_be_visible()
