"""Which shops and devices are there? And a new shop's secret, shown once."""

from datetime import datetime

from flask import Response, jsonify
from pydantic import BaseModel, Field

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


class ShopsAnswer(BaseModel):
    shops: list[ShopOut]


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
    who, shop_id = viewer(), new_id()
    args = {"shop_id": shop_id, "hub_id": who.hub_id, "name": body.name}
    result = run("add_shop", args, id=new_id(), hub_id=who.hub_id, actor=who.user_id, source="app")
    if not result.ok:
        trouble = result.problem or {"code": "internal-error", "params": {}}
        raise Problem(trouble["code"], **trouble["params"])
    return jsonify(id=shop_id, name=body.name, secret=queries.secret_of(shop_id))


@api.get("/shops", responses={"200": ShopsAnswer})
def shops() -> Response:
    """The hub's shops."""
    return jsonify(shops=queries.shops(viewer().hub_id))


@api.get("/devices", responses={"200": DevicesAnswer})
def devices() -> Response:
    """Devices on which somebody of the hub ever signed in."""
    return jsonify(devices=queries.devices(viewer().hub_id))
