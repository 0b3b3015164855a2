"""What does a plan look like? A picture as SVG: routes in colours, stops numbered, hub, legend."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from routing.model import Place, Problem
from routing.plan import Plan, Route

_WIDTH, _LEGEND, _EDGE = 1000.0, 300.0, 30.0
_LEAST_HEIGHT, _MOST_HEIGHT = 300.0, 1400.0
_ROW = 22.0
_SOURCE = 44
# Each hue far from the one before, light and dark by turns: neighbours in the legend are told apart.
_TURN = 0.381966


@dataclass(frozen=True, slots=True)
class Names:
    """What to call couriers and stops, by id (the id itself where there is none), and the words around."""

    couriers: Mapping[str, str]
    stops: Mapping[str, str]
    title: str = "Plan"
    hub: str = "hub"
    left_out: str = "left out"


def svg(
    problem: Problem,
    plan: Plan,
    lines: Mapping[str, Sequence[Place]] | None = None,
    names: Names | None = None,
) -> str:
    """A document of its own. `lines`: the way of a shift along the roads, else straight from stop to stop.

    North is up; metres are true in the middle of the picture. Each stop has its number on the route and a
    tooltip. Raises `UnknownId`.
    """
    names = names or Names({}, {})
    used = [route for route in plan.routes if route.visits]
    ways = {route.shift_id: list((lines or {}).get(route.shift_id) or _way(problem, route)) for route in used}
    left = [problem.stop(one.stop_id) for one in plan.unassigned]
    sheet = _Sheet([*problem.places(), *(place for way in ways.values() for place in way)])
    height = max(sheet.height, (len(used) + 4) * _ROW + 2 * _EDGE)
    total = f"{_WIDTH + _LEGEND:.0f}", f"{height:.0f}"
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total[0]} {total[1]}" '
        f'width="{total[0]}" height="{total[1]}" font-family="sans-serif">',
        f"<title>{escape(names.title)}</title>",
        f'<rect width="{total[0]}" height="{total[1]}" fill="#ffffff"/>',
    ]
    for i, route in enumerate(used):
        body.append(sheet.line(ways[route.shift_id], colour(i)))
    radius = _radius(plan.assigned)
    for i, route in enumerate(used):
        body += _stops(sheet, problem, route, names, colour(i), radius)
    body += [sheet.cross(one.place, names.stops.get(one.id, one.id), radius) for one in left]
    body.append(sheet.hub(problem.hub, names.hub))
    body += _legend(used, names, len(left), plan)
    return "\n".join([*body, "</svg>", ""])


def colour(i: int) -> str:
    """The colour of the i-th route, dark enough for white figures."""
    lightness, strength = (0.36, 0.75) if i % 2 else (0.44, 0.85)
    red, green, blue = colorsys.hls_to_rgb((0.6 + i * _TURN) % 1, lightness, strength)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _way(problem: Problem, route: Route) -> Iterable[Place]:
    """Straight from stop to stop, by the hub where he loads again."""
    shift = problem.shift(route.shift_id)
    again = {reload.before_stop_id for reload in route.reloads}
    yield shift.start
    for id in route.stop_ids:
        if id in again:
            yield problem.hub
        yield problem.stop(id).place
    yield shift.end


def _radius(count: int) -> float:
    return 11.0 if count <= 60 else 8.5 if count <= 200 else 6.0


class _Sheet:
    """Degrees to the sheet: a map small enough for one scale."""

    def __init__(self, places: Sequence[Place]) -> None:
        lats, lons = [place.lat for place in places], [place.lon for place in places]
        middle = (min(lats) + max(lats)) / 2
        self.west, self.north = min(lons), max(lats)
        self.narrow = max(0.01, math.cos(math.radians(middle)))
        # A quarter of a kilometre at least, so that one stop is no blot.
        wide = max((max(lons) - min(lons)) * self.narrow, 0.0025)
        high = max(max(lats) - min(lats), 0.0025 * _LEAST_HEIGHT / _WIDTH)
        self.scale = min((_WIDTH - 2 * _EDGE) / wide, (_MOST_HEIGHT - 2 * _EDGE) / high)
        self.height = max(_LEAST_HEIGHT, high * self.scale + 2 * _EDGE)

    def at(self, place: Place) -> tuple[float, float]:
        x = _EDGE + (place.lon - self.west) * self.narrow * self.scale
        return x, _EDGE + (self.north - place.lat) * self.scale

    def line(self, way: Sequence[Place], stroke: str) -> str:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.at, way))
        return (
            f'<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="3" '
            'stroke-opacity="0.75" stroke-linejoin="round"/>'
        )

    def dot(self, place: Place, number: int, tip: str, fill: str, radius: float) -> str:
        x, y = self.at(place)
        return (
            f'<g><title>{escape(tip)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" '
            f'stroke="#ffffff"/><text x="{x:.1f}" y="{y + radius * 0.36:.1f}" text-anchor="middle" '
            f'font-size="{radius:.1f}" fill="#ffffff">{number}</text></g>'
        )

    def cross(self, place: Place, tip: str, radius: float) -> str:
        x, y = self.at(place)
        r = radius * 0.7
        return (
            f'<g><title>{escape(tip)}</title><path d="M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}'
            f'M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}" stroke="#555555" stroke-width="3"/></g>'
        )

    def hub(self, place: Place, tip: str) -> str:
        x, y = self.at(place)
        return (
            f'<g class="hub"><title>{escape(tip)}</title><rect x="{x - 10:.1f}" y="{y - 10:.1f}" width="20" '
            'height="20" fill="#000000" stroke="#ffffff" stroke-width="2"/></g>'
        )


def _stops(
    sheet: _Sheet, problem: Problem, route: Route, names: Names, fill: str, radius: float
) -> Iterable[str]:
    for number, id in enumerate(route.stop_ids, 1):
        yield sheet.dot(problem.stop(id).place, number, names.stops.get(id, id), fill, radius)


def _legend(used: Sequence[Route], names: Names, left: int, plan: Plan) -> Iterable[str]:
    x, y = _WIDTH + 10, _EDGE + _ROW

    def text(words: str, indent: float, weight: str = "normal") -> str:
        return (
            f'<text x="{x + indent:.0f}" y="{y:.0f}" font-size="13" '
            f"font-weight={quoteattr(weight)}>{escape(words)}</text>"
        )

    yield text(names.title, 0, "bold")
    for i, route in enumerate(used):
        y += _ROW
        name = names.couriers.get(route.shift_id, route.shift_id)
        yield f'<rect x="{x:.0f}" y="{y - 11:.0f}" width="14" height="14" fill="{colour(i)}"/>'
        km, minutes = route.travel_m / 1000, round(route.travel_s / 60)
        yield text(f"{name}: {len(route.visits)}, {km:.1f} km, {minutes} min", 22)
    if left:
        y += _ROW
        yield text(f"✕ {names.left_out}: {left}", 0)
    y += _ROW
    yield text(plan.source[:_SOURCE], 0)
