"""Which shops, people and devices are there? What carries a secret is asked for here, not by a command."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from server.commands.args import RoleName
from server.commands.bus import run
from server.domain.errors import Problem
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.ids import new_id
from server.queries import devices as queries

api = blueprint("admin", __name__)


class NewShop(BaseModel):
    name: str = Field(pattern=r"^[\w.-]{1,60}$")


class ShopOut(BaseModel):
    id: str
    name: str


class ShopWithSecret(ShopOut):
    secret: str


class ShopTold(ShopOut):
    webhook_url: str | None


class ShopsAnswer(BaseModel):
    shops: list[ShopTold]


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: str = Field(pattern=r"^[\w.@-]{1,60}$")
    name: str = Field(max_length=80)
    roles: list[RoleName] = Field(min_length=1)
    password: str = Field(min_length=8, max_length=200)


class UserOut(BaseModel):
    id: str


class DeviceOut(BaseModel):
    """`user` is who signed in on it last; the queue is what it last said of itself."""

    id: str
    user_id: str
    user: str
    created_at: datetime
    last_seen_at: datetime | None
    queue_length: int | None
    queue_oldest_at: datetime | None
    revoked: bool


class DevicesAnswer(BaseModel):
    devices: list[DeviceOut]


@api.post("/shops", responses={"200": ShopWithSecret, **problems(409)})
def add_shop(body: NewShop) -> Response:
    """A new shop of this hub; its signing secret is in this answer and nowhere else again."""
    shop_id = new_id()
    _give("add_shop", {"shop_id": shop_id, "name": body.name})
    return jsonify(id=shop_id, name=body.name, secret=queries.secret_of(shop_id))


@api.get("/shops", responses={"200": ShopsAnswer})
def shops() -> Response:
    """The hub's shops."""
    return jsonify(shops=queries.shops(viewer().hub_id))


@api.post("/users", responses={"200": UserOut, **problems(409)})
def add_user(body: NewUser) -> Response:
    """A new person of this hub."""
    user_id = new_id()
    _give("add_user", {"user_id": user_id, **body.model_dump()})
    return jsonify(id=user_id)


def _give(name: str, args: dict[str, Any]) -> None:
    """Run a command for the admin who asks; a rule that says no is raised."""
    who = viewer()
    args = {"hub_id": who.hub_id, **args}
    result = run(name, args, id=new_id(), hub_id=who.hub_id, actor=who.user_id, source="app")
    if not result.ok:
        trouble = result.problem or {"code": "internal-error", "params": {}}
        raise Problem(trouble["code"], **trouble["params"])


@api.get("/devices", responses={"200": DevicesAnswer})
def devices() -> Response:
    """Devices on which somebody of the hub ever signed in."""
    return jsonify(devices=queries.devices(viewer().hub_id))
