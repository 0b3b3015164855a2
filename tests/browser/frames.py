"""How smoothly does a screen move? Frames counted by the browser while the map is panned all the time."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

# Around and around, a step a frame: the map has to be drawn anew for each.
_PAN = """async ([seconds]) => {
  const map = document.querySelector('.map-canvas').map
  const { lng, lat } = map.getCenter()
  const spans = [], tasks = []
  let drawn = 0
  const count = () => { drawn += 1 }
  const note = (found) => tasks.push(...found.getEntries().map((task) => task.duration))
  const slow = new PerformanceObserver(note)
  slow.observe({ type: 'longtask' })
  map.on('render', count)
  const began = performance.now()
  let last = began
  await new Promise((done) => {
    const step = (now) => {
      spans.push(now - last)
      last = now
      const turn = (now - began) / 1000 * 1.5
      map.jumpTo({ center: [lng + 0.004 * Math.cos(turn), lat + 0.002 * Math.sin(turn)] })
      if (now - began < seconds * 1000) requestAnimationFrame(step)
      else done()
    }
    requestAnimationFrame(step)
  })
  map.off('render', count)
  slow.disconnect()
  map.jumpTo({ center: [lng, lat] })
  const took = (last - began) / 1000
  return { fps: spans.length / took, drawn: drawn / took, worst_ms: Math.max(...spans), tasks }
}"""

# The same library with nothing on it, on a screen that shows little: what this machine gives, now.
_EMPTY = """async () => {
  const old = document.querySelector('.map-canvas')
  const Map = old.map.constructor
  const { top, left, width, height } = old.getBoundingClientRect()
  location.hash = '/problems'
  while (old.isConnected) await new Promise((done) => setTimeout(done, 50))
  const box = document.createElement('div')
  box.className = 'map-canvas'
  Object.assign(box.style, { position: 'fixed', top: `${top}px`, left: `${left}px` })
  Object.assign(box.style, { width: `${width}px`, height: `${height}px` })
  document.body.append(box)
  const paper = { id: 'paper', type: 'background', paint: { 'background-color': '#ddeedd' } }
  const style = { version: 8, sources: {}, layers: [paper] }
  box.map = new Map({ container: box, style, center: [24.94, 60.17], zoom: 14, attributionControl: false })
  await new Promise((done) => box.map.on('load', done))
}"""
_AWAY = """() => {
  const box = document.querySelector('.map-canvas')
  box.map.remove()
  box.remove()
}"""


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames a second of the page and of the map; the longest wait for one; tasks longer than 50 ms; how long
    the page's own thread works for a frame, whoever else works on this machine."""

    fps: float
    drawn: float
    worst_ms: float
    tasks: list[float]
    work_ms: float

    def __str__(self) -> str:
        long = [round(ms) for ms in sorted(self.tasks, reverse=True)[:3]]
        return (
            f"{self.fps:5.1f} frames/s ({self.drawn:5.1f} of the map), {self.work_ms:4.1f} ms of work each, "
            f"worst wait {self.worst_ms:4.0f} ms, {len(self.tasks)} tasks over 50 ms, longest {long}"
        )


def pan(page: Page, seconds: float) -> Frames:
    """Move the map of this screen for so long."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _worked_s(session)
    found = page.evaluate(_PAN, [seconds])
    work_ms = (_worked_s(session) - before) * 1000 / max(1.0, found["fps"] * seconds)
    session.detach()
    return Frames(**found, work_ms=work_ms)


def _worked_s(session: CDPSession) -> float:
    """Seconds of processor time that the page's thread has spent in tasks."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def pan_empty(page: Page, seconds: float) -> Frames:
    """An empty map where the screen's own was; the screen is another one then."""
    page.evaluate(_EMPTY)
    found = pan(page, seconds)
    page.evaluate(_AWAY)
    return found
