"""How do zones and districts come from the command line? Imported or only looked at; drawn for a day."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from routing.districts import Demand, District, Seed, districts
from routing.errors import BadValue
from routing.model import PROFILES, Place
from routing.zones import ZoneShape, middle, read_geojson, write_geojson
from server.cli.app import open_app
from server.commands.intake import Report
from server.commands.orders import SERVICE_S
from server.config import load
from server.imports.table import FileRefused
from server.jobs import roads
from server.queries import installation, zones
from server.shops.base import HubFacts
from server.shops.files import read_orders
from server.texts import say, t

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def preview(file: Path, hub_id: str) -> Report | None:
    """Says which orders an import would move; a report if the file would be refused."""
    report = Report("zones")
    try:
        seen = zones.preview(hub_id, file.read_bytes())
    except FileRefused as why:
        report.refused = list(why.refusals)
        return report
    if seen.found.refused:
        report.rows, report.refused = seen.found.rows, list(seen.found.refused)
        return report
    for notice in seen.found.notices:
        click.echo(say("en", notice), err=True)
    outside = t("en", "cli.zone_outside")
    for one in seen.moved:
        names = {"old": one.old or outside, "new": one.new or outside}
        click.echo(t("en", "cli.zone_move", number=one.number, **names))
    click.echo(t("en", "cli.zones_move", n=len(seen.moved), waiting=seen.waiting))
    return None


@click.command("districts")
@click.option("--count", required=True, type=click.IntRange(1, 500), help="how many: one a courier")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="the day; today if not given")
@click.option("--orders", type=FILE, help="an orders file (CSV) instead of the hub's orders of a day")
@click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
@click.option("--profile", type=click.Choice(PROFILES), default="bicycle", show_default=True)
@click.option("--like", type=FILE, help="yesterday's districts, as this command wrote them")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="instead of standard output")
def draw(
    count: int,
    on: datetime | None,
    orders: Path | None,
    hub_name: str | None,
    profile: str,
    like: Path | None,
    seed: int,
    out: Path | None,
) -> None:
    """Propose districts for a day, even in expected minutes, as GeoJSON that `import zones` takes."""
    with open_app():
        hub = installation.hub_named(hub_name)
        centre = zones.hub_place(hub.id)
        day = on.date() if on else datetime.now(ZoneInfo(hub.tz)).date()
        found = _of_file(orders, hub) if orders else zones.demands(hub.id, day)
        if not found:
            raise click.ClickException(t("en", "cli.districts_none", on=day))
        # Noon stands for the day: its traffic is what districts are weighed by.
        noon = datetime.combine(day, datetime.min.time(), ZoneInfo(hub.tz)).replace(hour=12)
        places = [centre, *(demand.place for demand in found)]
        matrix = roads.matrix(load(), profile, places, noon)
        yesterday = _seeds(like) if like else ()
        drawn = districts(found, matrix, centre, count, seed=seed, yesterday=yesterday)
    _write(drawn, out)
    minutes = sorted(round(one.expected_s / 60) for one in drawn)
    figures = {"least": minutes[0], "most": minutes[-1], "source": matrix.source}
    click.echo(t("en", "cli.districts", n=len(drawn), orders=len(found), **figures), err=True)


def _of_file(file: Path, hub: installation.HubFound) -> list[Demand]:
    """The orders of a file that have a point; what is refused is told and left out."""
    try:
        read = read_orders(file.read_bytes(), HubFacts(hub.tz, zones.hub_currency(hub.id)))
    except FileRefused as why:
        for refusal in why.refusals:
            click.echo(say("en", refusal), err=True)
        sys.exit(2)
    for refusal in read.refused[:50]:
        click.echo(say("en", refusal), err=True)
    return [
        Demand(order.number, Place(order.lat, order.lon), SERVICE_S)
        for order in read.orders
        if order.lat is not None and order.lon is not None
    ]


def _write(drawn: tuple[District, ...], out: Path | None) -> None:
    shapes = [
        ZoneShape(
            number,
            t("en", "cli.district_name", id=one.id),
            0,
            one.geometry,
            {
                "district": one.id,
                "centre": [one.centre.lon, one.centre.lat],
                "orders": len(one.stop_ids),
                "expected_minutes": round(one.expected_s / 60),
            },
        )
        for number, one in enumerate(drawn, 1)
    ]
    text = write_geojson(shapes)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


def _seeds(file: Path) -> list[Seed]:
    """Yesterday's districts; zones drawn by hand serve as well, by their names and middles."""
    return [_seed(shape) for shape in read_geojson(file.read_text(encoding="utf-8-sig"))]


def _seed(shape: ZoneShape) -> Seed:
    centre: Any = shape.properties.get("centre") or middle(shape)
    try:
        lon, lat = centre
        return Seed(str(shape.properties.get("district") or shape.name), Place(lat, lon), shape.geometry)
    except (TypeError, ValueError):
        raise BadValue("district.centre", json.dumps(centre), "must be [lon, lat]") from None


COMMANDS = (draw,)
