"""How is an installation set up? Database, hubs, people, shops, and what it still lacks."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from redis import Redis

import server
from server import clock, create_app, doctor
from server.cli import app as below
from server.cli.app import give, open_app
from server.config import Config, load
from server.contract import PATH, typescript
from server.domain.errors import Problem
from server.ids import new_id, same_id
from server.queries import installation
from server.texts import t

_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
ROLES = ("admin", "dispatcher", "picker", "courier", "cashier")
PAGE = Path(server.__file__).parents[1] / "pwa" / "dist" / "index.html"
FONTS = [
    Path(server.__file__).parent / "documents" / "fonts" / name
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
]


def say(key: str, **params: object) -> None:
    click.echo(t("en", key, **params))


@click.command()
def migrate() -> None:
    """Bring the database to this version; safe to repeat."""
    before, now = below.migrate()
    say("cli.migrated" if before != now else "cli.migrated_already", revision=now)


@click.command()
def restored() -> None:
    """To be run after a backup was restored: phones then send again what it lacks."""
    below.new_epoch()
    say("cli.restored")


@click.group()
def hub() -> None:
    """Buildings that couriers start from."""


@hub.command("add")
@click.argument("name")
@click.option("--at", required=True, metavar="LAT,LON", help="where it is, in degrees: 60.17,24.94")
@click.option("--tz", required=True, metavar="ZONE", help="IANA time zone: Europe/Helsinki")
@click.option("--currency", required=True, metavar="CODE", help="ISO 4217: EUR")
def add_hub(name: str, at: str, tz: str, currency: str) -> None:
    """Add a building."""
    point = _POINT.fullmatch(at.strip())
    if point is None:
        raise click.BadParameter(t("en", "cli.bad_point", value=at), param_hint="--at")
    id = new_id()
    where = {"lat": float(point[1]), "lon": float(point[2]), "tz": tz, "currency": currency.upper()}
    with open_app():
        give("add_hub", {"hub_id": id, "name": name, **where}, id=new_id(), hub_id=id)
    say("cli.hub_added", name=name)


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("login")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(ROLES))
@click.option("--name", help="how others see them; the login if not given")
@click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
def add_user(login: str, roles: tuple[str, ...], name: str | None, hub_name: str | None) -> None:
    """Add a person; asks for the password, or reads it from standard input."""
    with open_app():
        hub = installation.hub_named(hub_name)
        args = {
            "user_id": same_id("user", login),
            "hub_id": hub.id,
            "login": login,
            "name": name or login,
            "roles": list(roles),
            "password": _password(),
        }
        give("add_user", args, id=new_id(), hub_id=hub.id)
    say("cli.user_added", login=login, roles=", ".join(roles), hub=hub.name)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@click.group()
def shop() -> None:
    """Merchants who send orders."""


@shop.command("add")
@click.argument("name")
@click.option("--hub", "hub_name", metavar="NAME", help="needed where there is more than one")
def add_shop(name: str, hub_name: str | None) -> None:
    """Add a merchant; prints the secret that its messages are signed with, this once."""
    with open_app():
        hub = installation.hub_named(hub_name)
        args = {"shop_id": new_id(), "hub_id": hub.id, "name": name}
        give("add_shop", args, id=new_id(), hub_id=hub.id)
        say("cli.shop_added", shop=name, secret=installation.secret_of_shop(name))


@shop.command("webhook")
@click.argument("name")
@click.argument("url", required=False)
def set_webhook(name: str, url: str | None) -> None:
    """Say where a merchant is told of its orders; without an address: nowhere."""
    with open_app():
        shop_id, hub_id = installation.shop_named(name)
        give("set_webhook", {"shop_id": shop_id, "url": url}, id=new_id(), hub_id=hub_id)
        say("cli.webhook_set" if url else "cli.webhook_off", shop=name, url=url or "")


@click.command("doctor")
def ask_doctor() -> None:
    """Say what this installation lacks, and what to do about it."""
    findings = doctor.checks(_facts(load()))
    for finding in findings:
        click.echo(doctor.say(finding, "en"))
    if doctor.worst(findings) is doctor.Level.FAIL:
        sys.exit(1)


def _facts(config: Config) -> doctor.Facts:
    app = create_app(config)
    found = _asked(app, installation.vehicles)
    profiles = found if found is not None else ["bicycle"]
    return doctor.look(
        data=config.data,
        now=clock.wall(),
        clock=(clock.now(), clock.rate()) if clock.is_set() else None,
        database=lambda: below.database_of(app),
        redis=_ping(config.redis_url) if config.redis_url else None,
        zones=lambda: _asked(app, installation.time_zones) or (),
        roads={profile: (config.roads / profile / "manifest.json").is_file() for profile in profiles},
        basemap=config.basemap,
        app=PAGE,
        fonts=FONTS,
    )


def _asked[T](app: Flask, question: Callable[[], T]) -> T | None:
    """None: the database cannot be asked, which the doctor says in another line."""
    try:
        with app.app_context():
            return question()
    except Exception:
        return None


def _ping(url: str) -> Callable[[], object]:
    return lambda: Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2).ping()


@click.command()
@click.option("--check", is_flag=True, help="write nothing; exit status 1 when the file is stale")
def contract(check: bool) -> None:
    """Write the phone's types from the Python declarations."""
    wanted, path = typescript(), PATH
    fresh = path.is_file() and path.read_text(encoding="utf-8") == wanted
    if check and not fresh:
        raise Problem("contract-stale", path=path)
    if not fresh:
        path.write_text(wanted, encoding="utf-8")
    say("cli.contract_fresh" if fresh else "cli.contract_written", path=path)


COMMANDS = (migrate, restored, hub, user, shop, ask_doctor, contract)
