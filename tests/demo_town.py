"""How does a test get the demo town? Hub, couriers, zones, goods in bins, orders of a day, and real roads."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from routing.roads.build import build
from server import clock, demo
from server.commands.bus import run
from server.commands.intake import Report, take_file
from server.config import Config
from server.db import db
from server.db.log import Job
from server.db.schema import upgrade
from server.ids import new_id
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from tests.databases import bare_app


def tomorrow() -> date:
    """A day on which nobody has to have left already."""
    return (clock.now() + timedelta(days=1)).date()


def build_roads(config: Config) -> None:
    for profile in ("bicycle", "foot"):
        build(demo.PBF, config.roads / profile, profile)


def fill(config: Config, on: date) -> tuple[Flask, str, list[Report]]:
    """A migrated database with the whole town; the application, the hub, and what each import said."""
    app = bare_app(config)
    app.config["WAYBILL"] = config
    upgrade(app)
    hub, hub_id = demo.HUB, new_id()
    with app.app_context():
        place = {"name": hub.name, "lat": hub.lat, "lon": hub.lon, "tz": hub.tz, "currency": hub.currency}
        assert run("add_hub", {"hub_id": hub_id, **place}, id=new_id(), hub_id=hub_id).ok
        shop = {"shop_id": new_id(), "hub_id": hub_id, "name": demo.SHOP}
        assert run("add_shop", shop, id=new_id(), hub_id=hub_id).ok
        files: list[tuple[str, bytes]] = [
            ("zones", demo.ZONES.read_bytes()),
            ("items", demo.ITEMS.read_bytes()),
            ("couriers", demo.COURIERS.read_bytes()),
            ("bins", demo.BINS.read_bytes()),
            ("stock", demo.STOCK.read_bytes()),
            ("orders", demo.demo_orders_csv(on)),
        ]
        reports = [take_file(kind, body, hub_id=hub_id, shop_name=demo.SHOP) for kind, body in files]
    return app, hub_id, reports


def plan_it(app: Flask, hub_id: str, on: date, budget_s: int) -> str:
    """Ask for a plan and let a worker make it, here and now; the plan's id."""
    plan_id = new_id()
    with app.app_context():
        args = {"plan_id": plan_id, "on": on.isoformat(), "budget_s": budget_s}
        assert run("request_plan", args, id=new_id(), hub_id=hub_id).ok
        job_id = db.session.scalars(select(Job.id).where(Job.subject_id == plan_id)).one()
        db.session.remove()
    Runner(app, JOBS).run(job_id)
    return plan_id
