"""How do files come in? Orders and all that a hub has; extracts of the map as roads and as base map."""

import sys
from datetime import timedelta
from pathlib import Path

import click

from routing.model import PROFILES
from routing.roads.build import TRAFFIC, build, keep_traffic
from routing.roads.traffic import read_traffic
from server import clock
from server.basemap import build_basemap
from server.cli import zones
from server.cli.app import open_app
from server.commands.intake import Report, take_file
from server.config import load
from server.domain.errors import Problem
from server.imports.table import FileRefused
from server.jobs.learn_traffic import learned_traffic
from server.queries import installation
from server.texts import say, t

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# Enough to see what is wrong; a file with more is mended once, not line by line.
SHOWN = 50


@click.group("import")
def import_() -> None:
    """Take in a file. Exit status: 0 all taken, 1 some rows refused, 2 nothing taken."""


@import_.command("orders")
@click.argument("file", type=FILE)
@click.option("--shop", required=True, metavar="NAME", help="whose orders they are")
def import_orders(file: Path, shop: str) -> None:
    """Orders of a shop, CSV: one row a line of an order."""
    with open_app():
        _take("orders", file, installation.shop_named(shop)[1], shop)


def _of_hub(kind: str, what: str) -> click.Command:
    @import_.command(kind, help=what)
    @click.argument("file", type=FILE)
    @click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
    def take(file: Path, hub_name: str | None) -> None:
        with open_app():
            _take(kind, file, installation.hub_named(hub_name).id)

    return take


@import_.command("zones")
@click.argument("file", type=FILE)
@click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
@click.option("--preview", is_flag=True, help="only say which orders would change zones")
def import_zones(file: Path, hub_name: str | None, preview: bool) -> None:
    """Zones, GeoJSON or KML: replace the hub's zones as a whole."""
    with open_app():
        hub_id = installation.hub_named(hub_name).id
        if not preview:
            _take("zones", file, hub_id)
        elif refused := zones.preview(file, hub_id):
            tell(refused)
            sys.exit(2)


_of_hub("items", "Goods, CSV: one row an item.")
_of_hub("couriers", "Couriers, CSV: one row a person.")
_of_hub("bins", "Bins, CSV: one row a shelf place; those not named stay.")
_of_hub("stock", "Stock, CSV: one row a bin and item; what lies there is set, the rest stays.")
_of_hub("expected", "What suppliers announced, CSV: replaces what was expected before as a whole.")


def _take(kind: str, file: Path, hub_id: str, shop: str | None = None) -> None:
    try:
        with file.open("rb") as body:
            report = take_file(kind, body, hub_id=hub_id, shop_name=shop)
    except Problem as why:
        click.echo(t("en", why.code, **why.params), err=True)
        sys.exit(2)
    except FileRefused as why:  # too big or empty: refused before it was looked into
        report = Report(kind, refused=list(why.refusals))
    tell(report)
    taken = report.accepted + report.updated + report.unchanged
    if report.refused or report.refused_orders:
        sys.exit(1 if taken else 2)


def tell(report: Report) -> None:
    """What came of it: refusals and notices on standard error, the sum on standard output."""
    for number, place in enumerate((*report.refused, *report.notices)):
        if number < SHOWN:
            click.echo(say("en", place), err=True)
    more = len(report.refused) + len(report.notices) + report.left_out - SHOWN
    if more > 0:
        click.echo(t("en", "cli.import_more", n=more), err=True)
    counts = {name: value for name, value in report.as_dict().items() if isinstance(value, int)}
    click.echo(t("en", "cli.import_done", n=report.rows, **counts))
    for key in ("refused_orders", "too_late"):
        if counts[key]:
            click.echo(t("en", f"cli.import_{key}", n=counts[key]))


@click.group()
def roads() -> None:
    """Roads that plans are made over."""


@roads.command("build")
@click.argument("file", type=FILE)
@click.option("--profile", required=True, type=click.Choice(PROFILES))
@click.option("--traffic", type=FILE, help="periods with factors or segment speeds, CSV or JSON")
def build_roads(file: Path, profile: str, traffic: Path | None) -> None:
    """Make roads for a vehicle of an OpenStreetMap extract (.osm.pbf)."""
    folder = load().roads
    made = build(file, folder / profile, profile, traffic_file=traffic)
    click.echo(t("en", "cli.roads_built", profile=made.profile, source=made.source_name, folder=folder))


@roads.command("traffic")
@click.argument("file", type=FILE)
@click.option("--profile", required=True, type=click.Choice(PROFILES))
def set_traffic(file: Path, profile: str) -> None:
    """Set the factors by hour of roads that are built, of a road server, or of the great circle."""
    found = read_traffic(file)
    keep_traffic(found, load().roads / profile)
    click.echo(t("en", "cli.traffic_set", n=len(found.periods), profile=profile))


@roads.command("learn")
@click.option("--profile", required=True, type=click.Choice(PROFILES))
@click.option("--days", type=click.IntRange(1, 1000), default=90, show_default=True)
@click.option("--replace", is_flag=True, help="where there are factors already")
def learn_traffic(profile: str, days: int, replace: bool) -> None:
    """Set the factors by hour from what couriers really drove, mark to mark."""
    config = load()
    if (config.roads / profile / TRAFFIC).exists() and not replace:
        raise click.ClickException(t("en", "cli.traffic_there", profile=profile))
    with open_app():
        found = learned_traffic(config, profile, clock.now() - timedelta(days=days))
    if not found.periods:
        raise click.ClickException(t("en", "cli.traffic_unknown", days=days, profile=profile))
    keep_traffic(found, config.roads / profile)
    for period in found.periods:
        click.echo(f"{period.name}: x {period.factor:g}")
    click.echo(t("en", "cli.traffic_set", n=len(found.periods), profile=profile))


@click.group("map")
def map_() -> None:
    """The map that the screens draw."""


@map_.command("build")
@click.argument("file", type=FILE)
def build_map(file: Path) -> None:
    """Make the base map of an OpenStreetMap extract (.osm.pbf)."""
    made = build_basemap(file, load().basemap)
    click.echo(t("en", "cli.map_built", n=sum(made.features.values()), mb=f"{made.bytes / 1e6:.1f}"))


COMMANDS = (import_, roads, map_)
