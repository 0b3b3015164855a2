"""Which browser, which hub, which screen does a test of the app use? Real ones, started on this machine."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.devices import Phone
from tests.browser.person import Person
from tests.browser.wedge import PORTS
from tests.ports import free_port
from tests.tree import ROOT

# Chromium of the system where there is one, else Playwright's own.
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
BUILT = ROOT / "pwa" / "dist" / "index.html"


def sources() -> Iterator[Path]:
    yield from (ROOT / "pwa").glob("*.*")
    for folder in ("pwa/src", "pwa/public", "server/texts"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix != ".py" and path.is_file())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def app_built() -> None:
    """The app as it is in the sources; `make` has built it already, an editor may have changed it since."""
    if BUILT.is_file() and BUILT.stat().st_mtime >= max(path.stat().st_mtime for path in sources()):
        return
    subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT / "pwa", check=True, timeout=300)


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """One a module: its event loop must not outlive it."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chrome(driver: Playwright) -> Iterator[Browser]:
    port = free_port()
    browser = driver.chromium.launch(
        executable_path=CHROMIUM, args=[*FLAGS, f"--remote-debugging-port={port}"]
    )
    PORTS[browser] = port
    yield browser
    browser.close()


@pytest.fixture
def meet(chrome: Browser) -> Iterator[Callable[..., Person]]:
    """Makes people with a device of their own; none of their screens may have complained at the end."""
    met: list[Person] = []

    def one(url: str, **settings: object) -> Person:
        met.append(Person.in_browser(chrome, url, **settings))
        return met[-1]

    yield one
    complaints = [complaint for person in met for complaint in person.complaints]
    for person in met:
        person.context.close()
    assert not complaints


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path) -> Iterator[Phone]:
    """A phone with a disk of its own, which outlives its browser."""
    held = Phone(driver, tmp_path / "phone", {"executable_path": CHROMIUM, "args": FLAGS})
    yield held
    held.switch_off()
    assert not held.complaints
