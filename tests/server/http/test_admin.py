"""Can an admin add people and shops without a secret ever lying in a device's journal?"""

from sqlalchemy import select

from server.db.log import CommandLog, PrivateArgs
from tests.place import Place

EVE = {"login": "eve", "name": "Eve", "roles": ["courier"], "password": "long enough"}


def test_a_new_person_can_sign_in(place: Place) -> None:
    admin = place.client("admin")
    made = admin.post("/api/users", EVE)
    with place.session() as session:
        logged = session.scalars(select(CommandLog).where(CommandLog.name == "add_user")).all()[-1]
        assert logged.actor == admin.user_id
        assert logged.args["user_id"] == made["id"]
        assert not {"password", "name"} & logged.args.keys()
        assert session.get(PrivateArgs, logged.id) is None
    body = {"login": "eve", "password": "long enough", "device_id": admin.device_id}
    assert place.app.test_client().post("/api/login", json=body).status_code == 200


def test_a_login_is_taken_once(place: Place) -> None:
    admin = place.client("admin")
    admin.post("/api/users", EVE)
    assert admin.post("/api/users", EVE, status=409)["code"] == "name-taken"


def test_a_short_password_is_refused_by_its_field(place: Place) -> None:
    problem = place.client("admin").post("/api/users", EVE | {"password": "short"}, status=400)
    assert problem["params"] == {"field": "password"}


def test_neither_can_be_wished_through_the_journal(place: Place) -> None:
    admin = place.client("admin")
    for name in ("add_user", "add_shop"):
        admin.phone.make(name, {})
    assert {result["outcome"] for result in admin.send()["results"]} == {"rejected"}
