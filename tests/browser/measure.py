"""Could a gloved thumb use this screen? Sizes of controls and letters, sideways scroll, raw keys."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

TOUCH_PX, PRIMARY_PX, BODY_PX, ADDRESS_PX = 48, 56, 16, 20
TAB_PX = 12.8  # four names of tabs and their counts must stand beside each other
THUMB_SHARE = 0.6  # the primary button's middle lies below this share of the height
RAW_KEY = re.compile(r"\b[a-z]+(?:\.[a-z_]+)+\b|\{\w+\}")

# Only what can be seen and touched: under an open dialog nothing can. A tick belongs to the label around it,
# links in the middle of a sentence are as high as the sentence.
_LOOK = """() => {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
  const top = dialog ?? document.body
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && one.getBoundingClientRect().width > 0
  const controls = 'button, a[href], input, select, textarea, summary, label.button, [role=button]'
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className}`
    + ` "${(one.ariaLabel ?? one.innerText ?? one.value ?? '').trim().slice(0, 40)}"`
  const box = (one) => {
    const { width, height, top, bottom } = (one.closest('label') ?? one).getBoundingClientRect()
    const spills = one.matches('.button') && one.scrollWidth > one.clientWidth + 1
    const middle = (top + bottom) / 2
    return { name: name(one), width, height, middle, primary: one.matches('.primary'), spills }
  }
  const texts = []
  const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT)
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const around = node.parentElement
    if (!node.textContent.trim() || !around.checkVisibility() || around.closest('svg, option')) continue
    const size = parseFloat(getComputedStyle(around).fontSize)
    texts.push({ text: node.textContent.trim().slice(0, 40), size, tab: around.closest('.tabs') !== null })
  }
  const sizes = (which) => [...top.querySelectorAll(which)].filter(seen)
    .map((one) => parseFloat(getComputedStyle(one).fontSize))
  const labels = [...top.querySelectorAll('[aria-label], [placeholder], [title]')]
    .map((one) => `${one.ariaLabel ?? ''} ${one.placeholder ?? ''} ${one.title ?? ''}`)
  return {
    controls: [...top.querySelectorAll(controls)].filter(seen)
      .filter((one) => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline')).map(box),
    texts, addresses: sizes('h2.address, p.address, .where strong'),
    said: [top.innerText, ...labels].join('\\n'), lang: document.documentElement.lang,
    width: document.scrollingElement.scrollWidth, screen: screen.width, height: window.innerHeight,
    wide: [...top.querySelectorAll('*')].filter(seen).filter((one) => !one.closest('.scroll-x, .tabs, svg'))
      .filter((one) => one.getBoundingClientRect().right > screen.width + 1).map(name).slice(0, 5),
  }
}"""


def picture(page: Page, name: str) -> None:
    """To be looked at by people, where a folder is named for it: WAYBILL_SHOTS."""
    if folder := os.environ.get("WAYBILL_SHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"))


@dataclass(frozen=True, slots=True)
class Look:
    """What was found on one screen."""

    found: dict[str, Any]

    @classmethod
    def at(cls, page: Page) -> Look:
        return cls(page.evaluate(_LOOK))

    def offences(self, lang: str) -> list[str]:
        """Everything on this screen that breaks a rule of touch, text or language."""
        found = self.found
        wrong = [f"lang is {found['lang']}"] if found["lang"] != lang else []
        if found["width"] > found["screen"] or found["wide"]:
            wrong.append(f"scrolls sideways: {found['width']} px, {found['wide']}")
        for one in found["controls"]:
            least = PRIMARY_PX if one["primary"] else TOUCH_PX
            if one["height"] < least - 0.5 or one["width"] < TOUCH_PX - 0.5:
                wrong.append(f"small: {one['name']} {one['width']:.0f} x {one['height']:.0f}")
            if one["spills"]:
                wrong.append(f"words spill over: {one['name']}")
        wrong += [
            f"small letters: {text['text']!r} {text['size']:.1f} px"
            for text in found["texts"]
            if text["size"] < (TAB_PX if text["tab"] else BODY_PX)
        ]
        wrong += [f"small address: {size} px" for size in found["addresses"] if size < ADDRESS_PX]
        return wrong + [f"raw key: {key}" for key in RAW_KEY.findall(found["said"])]

    def thumb_offences(self) -> list[str]:
        """A screen on which something is to be done: one primary button, where the thumb is."""
        primary = [one for one in self.found["controls"] if one["primary"]]
        if len(primary) != 1:
            return [f"{len(primary)} primary buttons: {[one['name'] for one in primary]}"]
        [button] = primary
        share = button["middle"] / self.found["height"]
        return [] if THUMB_SHARE <= share <= 1 else [f"out of reach: {button['name']} at {share:.0%}"]
