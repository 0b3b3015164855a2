"""What does `waybill day` do? It plays a day against a running server, from outside, and audits it."""

import asyncio
import os
import sys
from datetime import datetime, time
from pathlib import Path

import click

from server import demo
from server.day.admin import BadServer
from server.day.play import Wish, play
from server.day.town import BadTown, Town, demo_town
from server.day.wire import Refused, Trouble

FILES = ("orders", "items", "bins", "stock", "couriers", "zones")
ADMIN = "WAYBILL_DAY_ADMIN"  # login:password, where a password on the command line would be seen by others


def _clock(_context: click.Context, _option: click.Parameter, value: str | None) -> time | None:
    return datetime.strptime(value, "%H:%M").time() if value else None


def _file(name: str) -> click.Option:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.Option([f"--{name}"], type=kind, help=f"{name} of another town")


@click.command()
@click.option("--base-url", default="http://127.0.0.1:8000", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="the same seed, the same people")
@click.option("--speed", type=float, help="how fast the server's time is said to run")
@click.option("--login", help=f"an admin's; or {ADMIN}=login:password")
@click.option("--password")
@click.option("--hub", metavar="LAT,LON", help="where another town's hub is")
@click.option("--tz", help="its time zone")
@click.option("--currency", help="its currency")
@click.option(
    "--roads", type=click.Path(exists=True, path_type=Path), help="what its server's roads are made of"
)
@click.option("--profile", help="and for which vehicle; plans must then use them")
@click.option("--start", callback=_clock, metavar="HH:MM", help="wait for this time of the hub")
@click.option("--until", callback=_clock, metavar="HH:MM", help="give the day up then")
@click.option("--pickers", type=int)
@click.option("--json", "as_json", is_flag=True, help="the figures as JSON")
def day(
    base_url: str,
    seed: int,
    speed: float | None,
    login: str | None,
    password: str | None,
    hub: str | None,
    tz: str | None,
    currency: str | None,
    roads: Path | None,
    profile: str | None,
    start: time | None,
    until: time | None,
    pickers: int | None,
    as_json: bool,
    **files: Path | None,
) -> None:
    """A day of a shop, its pickers, couriers and cashiers, over the public API alone; then an audit of it."""
    try:
        town = _town(files, hub, tz, currency, roads, profile)
        who, word = _admin(login, password)
        wish = Wish(base_url, town, who, word, seed, speed, start, until, pickers, say=_say)
        report = asyncio.run(play(wish))
    except (BadServer, BadTown, Refused, Trouble) as why:
        raise click.ClickException(str(why)) from why
    click.echo(report.as_json() if as_json else report.as_text())
    sys.exit(0 if report.clean else 1)


day.params += [_file(name) for name in FILES]


def _say(words: str) -> None:
    click.echo(words, err=True)


def _admin(login: str | None, password: str | None) -> tuple[str, str]:
    if login and password:
        return login, password
    given = os.environ.get(ADMIN, "").partition(":")
    return (login or given[0] or "admin"), (password or given[2] or demo.PASSWORD)


def _town(
    files: dict[str, Path | None],
    hub: str | None,
    tz: str | None,
    currency: str | None,
    roads: Path | None,
    profile: str | None,
) -> Town:
    """The demo's, or one that is named in full: half of one town and half of another fits nowhere."""
    given = {name: path for name, path in files.items() if path}
    town = demo_town()
    if not given and not hub:
        return town
    wanted = {
        "--hub": hub,
        "--tz": tz,
        "--currency": currency,
        **{f"--{name}": given.get(name) for name in FILES},
    }
    if missing := [name for name, value in wanted.items() if not value]:
        raise BadTown(f"another town needs {', '.join(missing)} as well")
    assert hub and tz and currency, "looked at above"
    lat, _, lon = hub.partition(",")
    try:
        return Town(float(lat), float(lon), tz, currency, given, roads, profile)
    except ValueError as why:
        raise BadTown(f"--hub {hub} is not LAT,LON") from why


COMMANDS = (day,)
