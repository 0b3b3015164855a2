"""What does `waybill demo` do? It sets a small town up, once, and runs web and worker together."""

import csv
import io
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import click

from routing.roads.build import build
from server import clock
from server import demo as town
from server.basemap import build_basemap
from server.cli import app as below
from server.cli.app import give, open_app
from server.cli.running import RunningDay
from server.cli.serving import everywhere, refuse_taken, url_of
from server.commands.intake import take_file
from server.config import Config, load
from server.ids import same_id
from server.queries import installation
from server.signals import Told
from server.texts import t

PROFILES = ("bicycle", "foot")
HUB_ID = same_id("demo", "hub")
# A dispatcher who starts the demo in the morning plans today, one who starts later plans tomorrow.
LAST_HOUR = 9
READY_S = 60
LEAVE_S = 12


@click.command()
@click.option("--https", "secure", is_flag=True, help="with a certificate of this machine's own, for phones")
def demo(secure: bool) -> None:
    """A town with orders and couriers, served. PORT and WAYBILL_DATA (.data/demo) can be set."""
    hosts = {"host": everywhere()} if secure and "WAYBILL_HOST" not in os.environ else {}
    # Real time, but it can be moved on: a running day would take all day.
    os.environ.setdefault("WAYBILL_CLOCK", clock.wall().isoformat() + ",1")
    config = load(None, data=os.environ.get("WAYBILL_DATA", ".data/demo"), demo=True, **hosts)
    refuse_taken(config)
    set_up(config)
    sys.exit(_run(config, secure))


def set_up(config: Config) -> None:
    """Everything that is not there yet; the ids are the same each time, so nothing is there twice."""
    below.migrate(config)
    with open_app(config):
        if not (installation.vehicles() and installation.bins(HUB_ID)):
            click.echo(t("en", "cli.demo_town", path=config.data))
            _people()
        _orders(_day())
    if not config.pictures.is_dir():
        shutil.copytree(town.PICTURES, config.pictures)
    for profile in PROFILES:
        if not (config.roads / profile).is_dir():
            click.echo(t("en", "cli.demo_roads", profile=profile))
            build(town.PBF, config.roads / profile, profile)
    if not config.basemap.is_file():
        click.echo(t("en", "cli.demo_map"))
        build_basemap(town.PBF, config.basemap)


def _people() -> None:
    """Couriers come last: while there are none, a set-up that was cut short is done again."""
    where = {"lat": town.HUB.lat, "lon": town.HUB.lon, "tz": town.HUB.tz, "currency": town.HUB.currency}
    _once("add_hub", {"hub_id": HUB_ID, "name": town.HUB.name, **where}, "hub")
    _once("add_shop", {"shop_id": same_id("demo", "shop"), "hub_id": HUB_ID, "name": town.SHOP}, "shop")
    for person in town.LOGINS:
        args = {
            "user_id": same_id("user", person.login),
            "hub_id": HUB_ID,
            "login": person.login,
            "name": person.name,
            "roles": [person.role],
            "password": person.password,
        }
        _once("add_user", args, person.login)
    files = {"zones": town.ZONES, "items": town.ITEMS, "bins": town.BINS, "stock": town.STOCK}
    for kind, path in (files | {"couriers": town.COURIERS}).items():
        take_file(kind, path.read_bytes(), hub_id=HUB_ID)


def _once(name: str, args: Mapping[str, object], what: str) -> None:
    give(name, dict(args), id=same_id("demo", name, what), hub_id=HUB_ID)


def _day() -> date:
    local = clock.now().astimezone(ZoneInfo(town.HUB.tz))
    return local.date() + timedelta(days=local.hour >= LAST_HOUR)


def _orders(on: date) -> None:
    body = town.demo_orders_csv(on)
    wanted = {row["order_number"] for row in csv.DictReader(io.StringIO(body.decode()))}
    if installation.orders_on(HUB_ID, on) < len(wanted):
        report = take_file("orders", body, hub_id=HUB_ID, shop_name=town.SHOP)
        click.echo(t("en", "cli.demo_orders", n=report.accepted, on=on))


def _run(config: Config, secure: bool) -> int:
    """Web and worker until a signal comes or one of them ends by itself: then 1."""
    told = Told()
    told.listen()
    env = {
        **os.environ,
        "WAYBILL_DATA": str(config.data),
        "WAYBILL_HOST": config.host,
        "WAYBILL_DEMO": "1",
        "WAYBILL_PRIVATE_HOOKS": "1",  # the shop of a running day listens on this machine
        "PORT": str(config.port),
    }
    commands = {"web": ["serve", *(["--https"] if secure else [])], "worker": ["work"]}
    running = {
        # A session of their own: Ctrl-C comes to this process alone, which ends them in order.
        what: subprocess.Popen(
            [sys.executable, "-m", "server.cli", *command], env=env, start_new_session=True
        )
        for what, command in commands.items()
    }
    authority = config.data / "https" / "ca.crt" if secure else None
    day = RunningDay(config, url_of(config, secure), authority)
    try:
        return _watch(config, secure, running, told, day)
    finally:
        day.end()
        _end(running)


def _watch(
    config: Config,
    secure: bool,
    running: Mapping[str, subprocess.Popen[bytes]],
    told: Told,
    day: RunningDay,
) -> int:
    welcomed, late_at = False, time.monotonic() + READY_S
    while not told():
        time.sleep(0.25)
        for what, process in running.items():
            if process.poll() is not None:
                click.echo(t("en", "cli.demo_died", what=what, status=process.returncode), err=True)
                return 1
        if welcomed:
            day.look()
            continue
        why = _waits_for(config, secure)
        if why is None:
            welcomed = True
            _welcome(config, secure)
        elif time.monotonic() > late_at:
            click.echo(t("en", "cli.demo_not_ready", seconds=READY_S, why=why), err=True)
            return 1
    return 0


def _waits_for(config: Config, secure: bool) -> str | None:
    """Why it is not ready; None: it is."""
    try:
        # The web process makes the certificate: it is not there at first.
        trust = ssl.create_default_context(cafile=config.data / "https" / "ca.crt") if secure else None
        with urllib.request.urlopen(url_of(config, secure) + "/readyz", timeout=3, context=trust):
            return None
    except urllib.error.HTTPError as why:
        return ", ".join(json.load(why).get("reasons", ())) or str(why)
    except OSError as why:
        return str(why)


def _welcome(config: Config, secure: bool) -> None:
    click.echo("\n" + t("en", "cli.demo_ready", url=url_of(config, secure), password=town.PASSWORD))
    logins = [(person.login, person.role) for person in town.LOGINS] + [(town.COURIER_LOGIN, "courier")]
    width = max(len(login) for login, _ in logins)
    for login, role in logins:
        click.echo(t("en", "cli.demo_login", login=login.ljust(width), role=t("en", f"role.{role}")))
    click.echo()
    if not secure:
        click.echo(t("en", "cli.demo_phone"))
    click.echo(t("en", "cli.demo_attribution"))


def _end(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    late_at = time.monotonic() + LEAVE_S
    for process in running.values():
        try:
            process.wait(max(0.1, late_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


COMMANDS = (demo,)
