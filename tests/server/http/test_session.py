"""Is a session what it should be: hard to guess, bound to a device, over at once when it must be?"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.commands.session import GUESSES, WINDOW
from server.db.people import Credential, Device, DeviceUser, LoginFailure, User
from server.ids import new_id
from tests.place import Place
from tests.world import PASSWORD


def log_in(place: Place, login: str = "anna", password: str = PASSWORD, device: str | None = None,
           client: Any = None) -> TestResponse:  # fmt: skip
    body = {"login": login, "password": password, "device_id": device or new_id()}
    return (client or place.stranger()).post("/api/login", json=body)


def test_a_right_password_opens_a_session_bound_to_the_device(place: Place) -> None:
    device, client = new_id(), place.stranger()
    answer = log_in(place, device=device, client=client)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["user"]["login"] == "anna"
    assert answer.json["hub"]["id"] == place.world.hub_id
    assert answer.json["roles"] == ["courier"]
    assert answer.json["epoch"]
    assert answer.json["server_time"].endswith("Z")
    assert client.get("/api/me").json["user"] == answer.json["user"]
    with place.session() as session:
        assert session.get(DeviceUser, (device, place.world.users["anna"])) is not None


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_elsewhere(place: Place) -> None:
    cookie = log_in(place).headers["Set-Cookie"]
    assert cookie.startswith("waybill=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    body = {"login": "anna", "password": PASSWORD, "device_id": new_id()}
    secure = place.stranger().post("/api/login", json=body, base_url="https://localhost")
    assert "Secure" in secure.headers["Set-Cookie"]


def test_only_a_hash_of_the_token_is_stored(place: Place) -> None:
    token = log_in(place).headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    with place.session() as session:
        stored = session.scalars(select(Credential.token_hash)).one()
    assert token not in stored
    assert len(stored) == 64


def test_each_login_makes_another_token(place: Place) -> None:
    device = new_id()
    assert (
        log_in(place, device=device).headers["Set-Cookie"]
        != log_in(place, device=device).headers["Set-Cookie"]
    )


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("", "x")])
def test_a_wrong_password_and_an_unknown_login_look_alike(place: Place, login: str, password: str) -> None:
    answer = log_in(place, login or "?", password)
    assert (answer.status_code, answer.json["code"]) == (401, "wrong-credentials")  # type: ignore[index]


def test_guesses_are_limited_and_the_right_one_is_then_refused_too(place: Place) -> None:
    for _ in range(GUESSES):
        assert log_in(place, password="wrong").status_code == 401
    answer = log_in(place)
    assert (answer.status_code, answer.json["code"]) == (429, "too-many-attempts")  # type: ignore[index]
    assert int(answer.headers["Retry-After"]) <= WINDOW.total_seconds()
    with place.writing() as session:
        for failure in session.scalars(select(LoginFailure)):
            failure.at -= WINDOW + timedelta(seconds=1)
    assert log_in(place).status_code == 200


def test_strangers_cannot_lock_a_user_out_of_his_own_device(place: Place) -> None:
    device = new_id()
    assert log_in(place, device=device).status_code == 200
    for _ in range(GUESSES):
        log_in(place, password="wrong")
    assert log_in(place).status_code == 429
    assert log_in(place, device=device).status_code == 200


def test_a_device_of_somebody_else_does_not_buy_more_guesses(place: Place) -> None:
    device = new_id()
    assert log_in(place, "boris", device=device).status_code == 200
    codes = [log_in(place, password="wrong", device=device).status_code for _ in range(GUESSES + 1)]
    assert codes == [401] * GUESSES + [429]


def test_a_right_password_takes_earlier_mistakes_back(place: Place) -> None:
    device = new_id()
    for _ in range(GUESSES - 1):
        log_in(place, password="wrong", device=device)
    assert log_in(place, device=device).status_code == 200
    with place.session() as session:
        assert session.scalar(select(func.count()).select_from(LoginFailure)) == 0


def test_what_people_type_as_login_is_not_kept(place: Place) -> None:
    log_in(place, "my-secret-password")
    with place.session() as session:
        assert "secret" not in session.scalars(select(LoginFailure.key)).one()


def test_logout_ends_the_session(place: Place) -> None:
    client = place.stranger()
    cookie = log_in(place, client=client).headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    assert client.post("/api/logout", json={}).status_code == 204
    client.set_cookie("waybill", cookie)
    assert client.get("/api/me").json["code"] == "signed-out"


def test_logout_without_a_session_is_no_error(place: Place) -> None:
    assert place.stranger().post("/api/logout", json={}).status_code == 204


@pytest.mark.parametrize("over", ["user", "device", "expired", "revoked"])
def test_access_ends_at_once(place: Place, over: str) -> None:
    anna = place.client("anna")
    anna.get("/api/me")
    with place.writing() as session:
        credential = session.scalars(select(Credential)).one()
        ended = credential.created_at
        if over == "user":
            session.get_one(User, anna.user_id).disabled_at = ended
        elif over == "device":
            session.get_one(Device, anna.device_id).revoked_at = ended
        elif over == "expired":
            credential.expires_at = ended
        else:
            credential.revoked_at = ended
    for path in ("/api/me", "/api/pull"):
        assert anna.get(path, 401)["code"] == "signed-out"


def test_a_disabled_user_and_a_revoked_device_cannot_sign_in(place: Place) -> None:
    device = new_id()
    log_in(place, "boris", device=device)
    with place.inside() as world:
        world.give("revoke_device", {"device_id": device}, "admin")
        world.give("disable_user", {"user_id": world.users["anna"]}, "admin")
    assert log_in(place).json["code"] == "wrong-credentials"  # type: ignore[index]
    answer = log_in(place, "boris", device=device)
    assert (answer.status_code, answer.json["code"]) == (403, "device-revoked")  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [{}, {"login": "anna"}, {"login": "anna", "password": PASSWORD, "device_id": "X"}, [], "text"],
)
def test_an_unreadable_login_is_a_problem_without_what_was_typed(place: Place, body: Any) -> None:
    answer = place.stranger().post("/api/login", json=body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert PASSWORD not in answer.get_data(as_text=True)
