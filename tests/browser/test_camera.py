"""Does the camera read what a hand holds before it, when it is asked to, and say when it cannot?"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.barcodes import film
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.person import Person, words
from tests.browser.scanpage import Served, scan_page
from tests.browser.town import open_town
from warehouse.codes import gtin_check_digit, parcel_code, tote_code

pytestmark = pytest.mark.alone

log = logging.getLogger(__name__)  # figures: --log-cli-level=info
HANDHELD = {"viewport": {"width": 360, "height": 640}}
EACH_S, DECODE_MS = 1.5, 150
LOOPS = 4  # of the film, on a machine that has other work; a quiet one needs one
# Spies on what the page asks of the camera, and on how long the reader takes for a picture.
SPIES = """
  window.asked = 0; window.tracks = []; window.took = []
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices)
  if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => {
    asked += 1
    const stream = await ask(wanted)
    tracks.push(...stream.getTracks())
    return stream
  }
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (...told) {
    const at = performance.now()
    this.addEventListener('message', () => took.push(performance.now() - at), { once: true })
    return post.apply(this, told)
  }
"""


def labels() -> list[tuple[str, str]]:
    """Twenty: goods, totes and parcels in bars and squares."""
    found = []
    for n in range(20):
        body, thing = f"0412345{n:05d}", f"0193a1b2-0000-7000-8000-{n:012d}"
        made = (
            (body + gtin_check_digit(body), "EAN13"),
            (parcel_code(thing), "Code128"),
            (tote_code(thing), "QRCode"),
            (f"010400638133393110LOT{n}", "DataMatrix"),
        )
        found.append(made[n % 4])
    return found


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scan_page(tmp_path_factory.mktemp("scanpage")) as url:
        yield url


@pytest.fixture(scope="module")
def filmed(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera shows the labels one after another."""
    path: Path = tmp_path_factory.mktemp("film") / "labels.mjpeg"
    film(path, labels(), EACH_S)
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    browser = driver.chromium.launch(
        executable_path=CHROMIUM, args=[*FLAGS, *camera, f"--use-file-for-fake-video-capture={path}"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(filmed: Browser, field: str) -> Iterator[Page]:
    person = Person.in_browser(filmed, field, **HANDHELD)
    person.page.add_init_script(SPIES)
    person.page.goto(field)
    expect(person.page.locator(".scan")).to_be_visible()
    yield person.page
    person.context.close()
    assert not person.complaints


def look(page: Page) -> None:
    page.get_by_role("button", name=words("common.scan_camera"), exact=True).click()


def heard(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("heard")
    return found


def test_twenty_codes_are_each_read_while_they_are_held_up(page: Page) -> None:
    """Each is seen for 1.5 s and then gone: what is heard was found within that time."""
    look(page)
    expect(page.locator("video")).to_be_visible()
    wanted = {text for text, _ in labels()}
    after = []
    for _ in range(math.ceil(LOOPS * len(wanted) * EACH_S / 5)):
        page.wait_for_timeout(5000)
        found = heard(page)
        after.append(len({scan["code"] for scan in found}))
        if after[-1] == len(wanted):
            break
    took = page.evaluate("took")
    figures = {
        "seconds": 5 * len(after),
        "found": after,
        "frames": len(took),
        "median_ms": round(median(took)),
    }
    figures["p95_ms"] = round(quantiles(took, n=20)[-1])
    log.info("camera: %s", figures)
    assert {scan["code"] for scan in found} == wanted, figures
    assert {scan["how"] for scan in found} == {"camera"}
    assert median(took) <= DECODE_MS, figures
    assert page.evaluate("asked") == 1


def test_a_code_held_still_is_one_scan(page: Page) -> None:
    """One code, before the camera for 1.5 s and some forty pictures."""
    look(page)
    page.wait_for_timeout(8000)
    codes = [scan["code"] for scan in heard(page)]
    assert len(codes) >= 2
    assert len(codes) == len(set(codes))


def test_the_camera_is_on_only_while_it_is_looked_through(page: Page) -> None:
    look(page)
    expect(page.locator("video")).to_be_visible()
    page.wait_for_function("() => tracks.length === 1 && tracks[0].readyState === 'live'")
    page.get_by_role("button", name=words("common.scan_camera_close")).click()
    assert page.evaluate("tracks.map((track) => track.readyState)") == ["ended"]
    expect(page.locator("video")).to_have_count(0)
    look(page)
    page.wait_for_function("() => tracks.length === 2 && tracks[1].readyState === 'live'")
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert page.evaluate("tracks.map((track) => track.readyState)") == ["ended", "ended"]


def test_the_next_place_looks_through_the_same_camera(page: Page) -> None:
    """On iPhones asking again asks the person again."""
    look(page)
    expect(page.locator("video")).to_be_visible()
    before = len(heard(page))
    for _ in range(3):
        page.get_by_role("button", name="Next place").click()
        expect(page.locator("video")).to_be_visible()
    page.wait_for_function("before => heard.length > before + 1", arg=before)
    assert page.evaluate("[asked, tracks[0].readyState]") == [1, "live"]


def test_the_reader_comes_from_here_only_when_it_is_asked_for(page: Page) -> None:
    resources = "performance.getEntriesByType('resource').map((one) => one.name)"
    assert not [name for name in page.evaluate(resources) if "camerareader" in name or "wasm" in name]
    Served.asked.clear()
    look(page)
    page.wait_for_function("() => heard.length > 0")
    assert [path for path in Served.asked if path.endswith(".wasm")]
    assert all(name.startswith(page.url) for name in page.evaluate(resources))


def test_after_its_first_use_the_camera_works_without_network(
    filmed: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In the real app, whose service worker keeps what was used; a scanned code opens a sheet."""
    with open_town(tmp_path_factory.mktemp("offline"), {"anna": ["K-1"]}) as town:
        cashier = Person.in_browser(filmed, town.hub.url, **HANDHELD).sign_in("cashier")
        cashier.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        cashier.page.reload()
        for offline in (False, True):
            cashier.context.set_offline(offline)
            cashier.go("/")
            cashier.page.reload()
            expect(cashier.page.locator(".scan")).to_be_visible()
            look(cashier.page)
            cashier.wait(lambda: "#/sheet/" in cashier.page.url, f"a code is read, offline {offline}", 60)
        cashier.context.close()
        assert not cashier.complaints


@pytest.mark.parametrize(
    ("name", "reason"),
    [("NotAllowedError", "denied"), ("NotFoundError", "missing"), ("NotReadableError", "busy")],
)
def test_a_refusal_is_said_once_and_the_hand_goes_on(
    meet: Callable[..., Person], field: str, name: str, reason: str
) -> None:
    page = meet(field, **HANDHELD).page
    page.add_init_script(
        "window.asked = 0;"
        "navigator.mediaDevices.getUserMedia = async () => {"
        f" asked += 1; throw new DOMException('no', '{name}') }}"
    )
    page.goto(field)
    look(page)
    expect(page.get_by_role("alert")).to_contain_text(words(f"common.scan_camera_{reason}"))
    page.wait_for_timeout(1500)
    assert page.evaluate("asked") == 1
    typed = page.get_by_label(words("common.scan_code"))
    typed.fill("A-01-02")
    typed.press("Enter")
    assert page.evaluate("heard") == [{"code": "A-01-02", "how": "typed"}]
    look(page)
    page.wait_for_function("() => asked === 2")


def test_without_https_the_words_say_so(meet: Callable[..., Person], field: str) -> None:
    page = meet(field, **HANDHELD).page
    page.add_init_script(
        "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
        "Object.defineProperty(window, 'isSecureContext', { value: false })"
    )
    page.goto(field)
    look(page)
    expect(page.get_by_role("alert")).to_contain_text(words("common.scan_camera_insecure"))
