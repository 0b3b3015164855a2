"""Does a hand that does not look at the screen know at once how a scan went? Sound, buzz, colour and word."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from statistics import quantiles
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person, words
from tests.browser.scanpage import scan_page
from tests.browser.wedge import Scanner

pytestmark = pytest.mark.alone

log = logging.getLogger(__name__)  # figures: --log-cli-level=info
HANDHELD = {"viewport": {"width": 360, "height": 640}}
SLOWER, SCANS, ROUNDS, ALLOWED_MS = 4, 40, 4, 100
QUIET_MS = 25  # an empty page's p95 on a machine that does nothing else, at this slowness
# Spies on what is played and buzzed; and for each suffix key: when it was pressed, when a tone was started,
# and when the first frame with something new on it was done.
SPIES = """
  window.tones = []; window.buzzes = []; window.laps = []
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (at) {
    const due = at - this.context.currentTime
    tones.push({ type: this.type, hz: this.frequency.value, at: performance.now(), due })
    return start.call(this, at)
  }
  navigator.vibrate = (pattern) => { buzzes.push(pattern); return true }
  let lap = null
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    const mine = lap = { pressed: event.timeStamp, heard: tones.length }
    laps.push(mine)
    new MutationObserver((_, watching) => {
      watching.disconnect()
      requestAnimationFrame(() => {
        const after = new MessageChannel()
        after.port1.onmessage = () => { mine.seen = performance.now() - mine.pressed }
        after.port2.postMessage(0)
      })
    }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
  }, true)
"""
EMPTY = "addEventListener('keydown', (event) => { said.textContent = event.timeStamp })"


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scan_page(tmp_path_factory.mktemp("scanpage")) as url:
        yield url


def opened(meet: Callable[..., Person], url: str, path: str) -> Page:
    page = meet(url, **HANDHELD).page
    page.add_init_script(SPIES)
    page.goto(f"{url}/{path}")
    return page


def touched(meet: Callable[..., Person], url: str, path: str) -> Page:
    """Somebody has touched the page once, so it may sound."""
    page = opened(meet, url, path)
    page.locator(".scan-label").click()
    return page


def laps(page: Page, codes: list[str]) -> list[dict[str, Any]]:
    """What each scan took, the page's processor being slowed down."""
    scanner = Scanner(page)
    scanner.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for n, code in enumerate(codes):
        # the suffix comes with the time at which it is really pressed: the wait is to be measured from there
        scanner.scan(code, "")
        page.keyboard.press("Enter")
        page.wait_for_function("n => laps.filter((lap) => lap.seen).length > n", arg=n, timeout=10_000)
    scanner.session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    found: list[dict[str, Any]] = page.evaluate(
        "laps.splice(0).map(({ seen, heard, pressed }) => ({ seen, sounds: tones[heard]?.at - pressed }))"
    )
    return found


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def test_last_key_to_sight_and_sound_within_100_ms_at_a_quarter_of_the_speed(
    meet: Callable[..., Person], field: str
) -> None:
    """Less what an empty page takes longer in the same run than on a quiet machine. Other work on the machine
    only adds, so the best of a few rounds is the app's own."""
    empty = opened(meet, field, "empty.html")
    empty.evaluate(EMPTY)
    page = touched(meet, field, "?allow")
    rounds = []
    for _ in range(ROUNDS):
        bare = p95([lap["seen"] for lap in laps(empty, ["1"] * SCANS)])
        found = laps(page, [f"T-{n % 4:04d}" for n in range(SCANS)])
        seen, sounds = (p95([lap[what] for lap in found]) for what in ("seen", "sounds"))
        rounds.append({"empty": round(bare), "seen": round(seen), "sound": round(sounds)})
        if max(seen, sounds) - max(0.0, bare - QUIET_MS) <= ALLOWED_MS:
            break
    log.info("p95 at CPU x%d, ms: %s", SLOWER, rounds)
    assert max(seen, sounds) - max(0.0, bare - QUIET_MS) <= ALLOWED_MS, rounds


def test_the_outcomes_differ_in_sound_buzz_colour_and_word(meet: Callable[..., Person], field: str) -> None:
    page = touched(meet, field, "?expect=BIN-0001")
    scanner, told = Scanner(page), {}
    for outcome, code in (("ok", "BIN-0001"), ("already", "BIN-0001"), ("wrong", "BIN-0002")):
        page.evaluate("tones.splice(0), buzzes.splice(0)")
        page.wait_for_timeout(1100)
        scanner.scan(code)
        word = page.get_by_text(words(f"common.scan_{outcome}"), exact=True).last
        expect(word).to_be_visible()
        colour = word.evaluate(
            "one => getComputedStyle(one.closest('.scan-said, .wrong-scan')).backgroundColor"
        )
        tune = tuple((tone["type"], tone["hz"]) for tone in page.evaluate("tones"))
        [buzz] = page.evaluate("buzzes")
        told[outcome] = (tune, tuple(buzz), colour, word.inner_text())
    for facet in zip(*told.values(), strict=True):
        assert len(set(facet)) == 3, facet
    assert page.evaluate("Math.max(...tones.map((tone) => tone.due))") < 1


def test_a_wrong_scan_covers_the_screen_names_both_and_blocks(
    meet: Callable[..., Person], field: str
) -> None:
    page = touched(meet, field, "?expect=BIN-0001")
    scanner = Scanner(page)
    scanner.scan("BIN-0002")
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("BIN-0001")
    expect(panel).to_contain_text("Tea, black")
    expect(panel).to_contain_text("BIN-0002")
    assert panel.locator("img").count() == 1
    box = page.locator(".wrong-scan").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 640}
    page.keyboard.press("Escape")
    page.mouse.click(180, 300)
    assert page.locator(".wrong-scan[open]").count() == 1
    scanner.scan("BIN-0003")
    expect(panel).to_contain_text("BIN-0003")
    assert page.evaluate("[heard.length, buzzes.length]") == [0, 2]


def test_the_red_panel_goes_when_the_right_one_is_scanned_and_that_counts(
    meet: Callable[..., Person], field: str
) -> None:
    page = touched(meet, field, "?expect=BIN-0001")
    scanner = Scanner(page, "russian")
    scanner.scan("BIN-0002", "Tab")
    expect(page.locator(".wrong-scan[open]")).to_be_visible()
    scanner.scan("bin0001")
    expect(page.locator(".wrong-scan")).to_have_count(0)
    assert page.evaluate("heard") == [{"code": "bin0001", "how": "wedge"}]


def test_the_red_panel_goes_by_one_button_and_nothing_has_changed(
    meet: Callable[..., Person], field: str
) -> None:
    page = touched(meet, field, "?expect=BIN-0001")
    scanner = Scanner(page)
    scanner.scan("BIN-0002")
    page.get_by_role("button", name=words("common.scan_understood")).click()
    expect(page.locator(".wrong-scan")).to_have_count(0)
    assert page.evaluate("heard") == []
    scanner.scan("BIN-0001")
    page.wait_for_function("() => heard.length === 1")


def test_the_suffix_of_a_second_beep_does_not_acknowledge(meet: Callable[..., Person], field: str) -> None:
    """The button has the focus: a scanner's Enter must not press it."""
    page = touched(meet, field, "?expect=BIN-0001")
    scanner = Scanner(page)
    for _ in range(3):
        scanner.scan("BIN-0002")
    expect(page.locator(".wrong-scan[open]")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator(".wrong-scan[open]").count() == 1
