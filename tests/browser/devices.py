"""What if the whole browser dies? A phone whose storage outlives it, which can be killed and opened again."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Playwright

from tests.browser.person import PHONE, Person


class Phone:
    """One profile on disk; every `switch_on` is a browser process of its own."""

    def __init__(self, driver: Playwright, folder: Path, how: dict[str, Any]) -> None:
        self.driver, self.folder, self.how = driver, folder, how
        self.context: BrowserContext | None = None
        self.people: list[Person] = []

    def switch_on(self, url: str, path: str = "/", **settings: Any) -> Person:
        self.context = self.driver.chromium.launch_persistent_context(
            self.folder, **self.how, **PHONE | settings
        )
        person = Person.of(self.context, url)
        self.people.append(person)
        person.page.goto(f"{url}/#{path}")
        return person

    def kill(self) -> None:
        """SIGKILL to the browser process: nothing gets to write or say goodbye."""
        assert self.context and self.context.browser
        asked = self.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        [pid] = [process["id"] for process in asked["processInfo"] if process["type"] == "browser"]
        os.kill(pid, signal.SIGKILL)
        self.switch_off()

    def switch_off(self) -> None:
        if self.context is None:
            return
        context, self.context = self.context, None
        try:
            context.close()
        except Error:
            return  # it was killed

    @property
    def complaints(self) -> list[str]:
        return [complaint for person in self.people for complaint in person.complaints]
