"""How does an app sign in and out? A token in a cookie that scripts cannot read."""

from datetime import datetime

from flask import Response, g, jsonify, request
from pydantic import BaseModel, Field

from server.commands import session
from server.commands.args import Id, RoleName
from server.http.guard import COOKIE, viewer
from server.http.openapi import blueprint, problems
from server.queries.rows import HubRow, UserRow
from server.queries.viewer import me as signed_in_as

api = blueprint("session", __name__)


class Login(BaseModel):
    """`device_id` is born with the app's own storage and never used again after that is wiped."""

    login: str = Field(max_length=60, pattern=r"^[^\x00]+$")
    password: str = Field(min_length=1, max_length=200)
    device_id: Id


class SignedIn(BaseModel):
    """Who is signed in. A changed `epoch` means the server's database was restored from a backup.

    `clock_rate` is there only where the server's time is not real (demonstrations, tests): then a phone
    stamps with the server's time, which runs so many times as fast.
    """

    user: UserRow
    hub: HubRow
    roles: list[RoleName]
    epoch: str
    server_time: datetime
    clock_rate: float | None = None


@api.post("/login", responses={"200": SignedIn, **problems(429)})
def login(body: Login) -> Response:
    """Sign in on this device."""
    user_id, token = session.sign_in(body.login, body.password, body.device_id)
    answer = jsonify(signed_in_as(user_id))
    age = int(session.LIFETIME.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="Strict", secure=request.is_secure)
    return answer


@api.post("/logout", responses={"204": None})
def logout() -> Response:
    """Sign out. The device keeps what it has recorded until somebody signs in on it again."""
    if g.viewer is not None:
        session.sign_out(g.viewer.token_hash)
    answer = Response(status=204)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure)
    return answer


@api.get("/me", responses={"200": SignedIn})
def me() -> Response:
    """Who is signed in here."""
    return jsonify(signed_in_as(viewer().user_id))
