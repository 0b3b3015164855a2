"""How is a day planned from files alone? `waybill plan`: no server, no database."""

import json
import math
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from routing.bench.rivals import nearest_next
from routing.child import solve_in_child
from routing.drawing import Names, svg
from routing.errors import RoutingError
from routing.fit import with_help
from routing.grouping import apart, together
from routing.matrix import Matrix, great_circle
from routing.model import Place, Problem
from routing.plan import Plan
from routing.roads import Roads
from routing.roads.build import MANIFEST, read_manifest
from routing.roads.osrm import open_roads
from routing.solve import finishing_s, plan_of
from server import demo
from server.cli.plan_report import Planned, as_dict, as_text
from server.commands.orders import SERVICE_S
from server.domain.errors import Problem as Trouble
from server.imports.plan_columns import point
from server.imports.planning import Base, Day, read_day
from server.jobs.roads import middle
from server.texts import say, t

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BUDGET_S = 10.0
# Of a budget: what is kept back to time the orders of groups, and what helping may take beyond it.
_KEPT_S, _HELPING_S = 0.1, 0.3
_NEAREST_S = 60.0
_SHOWN = 50


def _point(_context: click.Context, _option: click.Parameter, value: str | None) -> Place | None:
    try:
        return point(value or "")
    except Trouble as why:
        raise click.BadParameter(t("en", why.code, **why.params)) from why


def _seconds(_context: click.Context, _option: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


def _zone(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise click.BadParameter(f"there is no time zone {value}") from why
    return value


def _out(_context: click.Context, _option: click.Parameter, value: Path | None) -> Path | None:
    """Said before anything is planned, not after."""
    if value is not None and not os.access(value.parent, os.W_OK):
        raise click.BadParameter(f"{value.parent} is no folder that can be written to")
    return value


@click.command()
@click.option("--orders", type=FILE, required=True, help="orders, CSV or JSON, as `import orders` reads them")
@click.option("--couriers", type=FILE, required=True, help="couriers, CSV, as `import couriers` reads them")
@click.option("--zones", type=FILE, help="zones, GeoJSON or KML; orders outside of all are not planned")
@click.option("--roads", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="roads built by `roads build`, a folder for each vehicle; else great circle")  # fmt: skip
@click.option("--hub", callback=_point, metavar="LAT,LON", help="else where couriers start, or the demo's")
@click.option(
    "--tz", callback=_zone, default=demo.HUB.tz, show_default=True, help="whose times the files hold"
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="the day; else the first of the orders")
@click.option("--budget", type=click.FloatRange(min=0, min_open=True, max=86_000), metavar="S",
              callback=_seconds, help=f"seconds for all of it [default: {BUDGET_S:g}]")  # fmt: skip
@click.option("--iterations", type=click.IntRange(min=1), metavar="N",
              help="solutions looked at, in one process: the same seed gives the same plan")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--compare", is_flag=True, help="beside going to the nearest next under the same rules")
@click.option("--svg", "picture", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT",
              callback=_out, help="draw the plan")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="everything, as JSON")
def plan(
    orders: Path,
    couriers: Path,
    zones: Path | None,
    roads: Path | None,
    hub: Place | None,
    tz: str,
    on: datetime | None,
    budget: float | None,
    iterations: int | None,
    seed: int,
    compare: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Plan a day from files. Ctrl-C ends the search with the best plan so far."""
    began = time.monotonic()
    known = Place(demo.HUB.lat, demo.HUB.lon)
    base = Base(hub, known, tz, SERVICE_S, on.date() if on else None)
    with _until_interrupted() as interrupted:
        day = read_day(
            orders.read_bytes(), couriers.read_bytes(), zones.read_bytes() if zones else None, base
        )
        _tell(day, {"orders": orders, "couriers": couriers, "zones": zones})
        sources = {profile: _roads(roads, profile) for profile in day.problem.profiles()}
        matrices = _matrices(day, sources, tz)
        limit = budget or (None if iterations else BUDGET_S)
        found = _search(day.problem, matrices, began, limit, iterations, seed, interrupted)
        early = bool(interrupted)
    planned = Planned(day, tz, matrices, found, seed, early)
    if compare:
        until = time.monotonic() + _NEAREST_S
        nearest = nearest_next(day.problem, matrices, until, seed, lambda cost: None)
        planned = replace(planned, nearest=plan_of(day.problem, matrices, nearest, engine="nearest-next"))
    if picture:
        picture.write_text(_drawn(planned, sources), encoding="utf-8")
        click.echo(f"{picture} is drawn.", err=True)
    click.echo(json.dumps(as_dict(planned), ensure_ascii=False, indent=1) if as_json else as_text(planned))


def _search(
    problem: Problem,
    matrices: dict[str, Matrix],
    began: float,
    budget_s: float | None,
    iterations: int | None,
    seed: int,
    interrupted: list[int],
) -> Plan:
    """Orders at one building are one stop while it is searched, and are led apart and timed again."""
    grouped = together(problem)
    kept_s = _KEPT_S + finishing_s(problem)
    left = None if budget_s is None else max(0.05, budget_s - kept_s - (time.monotonic() - began))
    answer = solve_in_child(
        grouped.problem,
        matrices,
        budget_s=left,
        iterations=iterations,
        seed=seed,
        stop=lambda: bool(interrupted),
    )
    until = float("inf") if budget_s is None else began + budget_s + _HELPING_S

    def late() -> bool:
        return time.monotonic() > until

    helped = with_help(problem, matrices, apart(problem, matrices, grouped, answer, late), late)
    return replace(helped, elapsed_s=round(time.monotonic() - began, 3))


@contextmanager
def _until_interrupted() -> Iterator[list[int]]:
    """Ctrl-C is noted, and the search asks for it; a second one ends the program as ever."""
    seen: list[int] = []

    def note(number: int, _frame: object) -> None:
        seen.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(day: Day, files: dict[str, Path | None]) -> None:
    """What is wrong with the files, by file, line and column; nothing is planned then."""
    for kind, places in (*day.refused.items(), *day.notices.items()):
        for place in places[:_SHOWN]:
            click.echo(f"{files[kind]}: {say('en', place)}", err=True)
        if len(places) > _SHOWN:
            click.echo(f"{files[kind]}: {t('en', 'cli.import_more', n=len(places) - _SHOWN)}", err=True)
    if any(day.refused.values()):
        click.echo("Nothing was planned: mend the files first.", err=True)
        sys.exit(2)


def _roads(folder: Path | None, profile: str) -> Roads | None:
    """The roads of one vehicle in a folder, or the folder itself if it is of this vehicle."""
    if folder is None:
        return None
    if (folder / profile / MANIFEST).exists():
        return open_roads(folder / profile)
    if (folder / MANIFEST).exists() and read_manifest(folder).profile == profile:
        return open_roads(folder)
    click.echo(f"{folder} has no roads for {profile}: great circle is used instead.", err=True)
    return None


def _matrices(day: Day, sources: dict[str, Roads | None], tz: str) -> dict[str, Matrix]:
    places, at = day.problem.places(), _middle(day.problem, tz)
    return {
        profile: great_circle(places, profile) if roads is None else roads.matrix(places, at)
        for profile, roads in sources.items()
    }


def _middle(problem: Problem, tz: str) -> datetime | None:
    return middle([shift.window for shift in problem.shifts], tz)


def _drawn(planned: Planned, sources: dict[str, Roads | None]) -> str:
    problem, lines = planned.problem, {}
    at = _middle(problem, planned.tz)
    for route in planned.plan.routes:
        shift = problem.shift(route.shift_id)
        roads = sources[shift.profile]
        if roads is None or not route.visits:
            continue
        again = {reload.before_stop_id for reload in route.reloads}
        places = [shift.start]
        for id in route.stop_ids:
            places += [problem.hub] * (id in again) + [problem.stop(id).place]
        try:
            lines[shift.id] = roads.path([*places, shift.end], at).line
        except RoutingError as why:
            click.echo(f"The way of {shift.id} cannot be drawn along the roads: {why}", err=True)
    on = planned.day.on or date.min
    stops = {one.number: f"{one.number} {one.address}" for one in planned.day.orders.values()}
    couriers = {one.login: one.name for one in planned.day.couriers.values()}
    return svg(problem, planned.plan, lines, Names(couriers, stops, title=f"{on:%d %B %Y}"))


COMMANDS = (plan,)
