"""How does a test use the whole application? Signed-in clients, commands of the town, and its database."""

import copy
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server import clock, create_app
from server.config import Config, load
from server.db import db
from server.db.base import write_transaction
from server.db.people import Credential, Device, DeviceUser
from server.db.schema import upgrade
from server.ids import new_id
from server.queries.viewer import Viewer, hash_of, viewer_of
from tests import world as towns
from tests.phone import Phone
from tests.world import World

# Role -> who has it in Centre.
ROLES = {role: role for role in ("admin", "dispatcher", "picker", "cashier")} | {"courier": "anna"}


@dataclass(slots=True)
class Client:
    """Somebody signed in on a device. Answers are parsed JSON; an unexpected status fails the test."""

    http: FlaskClient
    device_id: str
    user_id: str
    phone: Phone
    token: str

    def get(self, path: str, status: int = 200) -> Any:
        return self._read(self.http.get(path), status)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        return self._read(self.http.post(path, json=body), status)

    def send(self, *, status: int = 200) -> Any:
        """Hand in what the phone has made; the phone hears the answer."""
        answer = self.post("/api/commands", self.phone.envelope(), status)
        if status == 200:
            self.phone.hear(answer)
        return answer

    @staticmethod
    def _read(answer: TestResponse, status: int) -> Any:
        assert answer.status_code == status, (answer.status_code, answer.get_data(as_text=True)[:500])
        return answer.get_json()


@dataclass(slots=True)
class Place:
    """The application on its own database; `world` is the hub Centre, `other` the hub Harbour."""

    folder: Path
    app: Flask
    world: World
    other: World
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, template: "Place") -> "Place":
        app = create_app(load({}, data=folder, log_level="critical"))
        return cls(folder, app, copy.deepcopy(template.world), copy.deepcopy(template.other))

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look into the database."""
        with self.app.app_context():
            yield db.session()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), write_transaction() as session:
            yield session

    @contextmanager
    def inside(self) -> Iterator[World]:
        """Where the town's own commands can be given."""
        with self.app.app_context():
            yield self.world

    def client(self, login: str, device_id: str | None = None, *, other: bool = False) -> Client:
        """Signed in without the password's long check; the same login is the same client."""
        key = f"{login}/{device_id}/{other}"
        if key not in self.clients:
            user_id = (self.other if other else self.world).users[login]
            self.clients[key] = self._sign_in(user_id, device_id or new_id())
        return self.clients[key]

    def _sign_in(self, user_id: str, device_id: str) -> Client:
        token, now = secrets.token_urlsafe(32), clock.now()
        with self.writing() as session:
            if session.get(Device, device_id) is None:
                session.add(Device(id=device_id, last_seq=0, created_at=now))
                session.flush()
            session.merge(DeviceUser(device_id=device_id, user_id=user_id, bound_at=now))
            session.add(
                Credential(
                    token_hash=hash_of(token),
                    user_id=user_id,
                    device_id=device_id,
                    created_at=now,
                    expires_at=now + timedelta(days=30),
                )
            )
        http = self.app.test_client()
        http.set_cookie("waybill", token)
        return Client(http, device_id, user_id, Phone(device_id, user_id), token)

    def viewer(self, login: str) -> Viewer:
        client = self.client(login)
        with self.app.app_context():
            found = viewer_of(client.token)
        assert found is not None
        return found

    def stranger(self) -> FlaskClient:
        return self.app.test_client()


def _harbour() -> World:
    """Another hub, whose people must never see anything of the first."""
    world = World(new_id())
    world.give("add_hub", {"hub_id": world.hub_id, **towns.HUB, "name": "Harbour"})
    for role in ("admin", "dispatcher", "picker", "cashier", "courier"):
        world.users[role] = new_id()
        who = {"user_id": world.users[role], "hub_id": world.hub_id, "login": f"harbour-{role}"}
        world.give("add_user", who | {"name": role.title(), "roles": [role], "password": towns.PASSWORD})
    return world


def build_town(folder: Path, config: Config | None = None) -> Place:
    """Two hubs with their people."""
    app = create_app(config or load({}, data=folder, log_level="critical"))
    upgrade(app)
    with app.app_context():
        world = towns.people()
        other = _harbour()
    place = Place(folder, app, world, other)
    place.close()
    return place
