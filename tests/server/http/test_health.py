"""Does the server know when it cannot serve, and stay alive meanwhile?"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from server import clock
from server.db.log import Job
from server.db.people import Scope
from server.ids import new_id
from server.queries import health
from tests.place import Place


def ready(place: Place) -> tuple[int, list[str]]:
    answer = place.stranger().get("/readyz")
    return answer.status_code, answer.json["reasons"]  # type: ignore[index]


def test_ready_when_all_is_well_and_nothing_is_left_behind(place: Place) -> None:
    assert ready(place) == (200, [])
    with place.session() as session:
        assert not session.scalar(select(func.count()).select_from(Scope).where(Scope.name.like("try:%")))


def job(place: Place, **changes: Any) -> None:
    at = clock.now() - timedelta(minutes=5)
    fields: dict[str, Any] = {"status": "waiting", "due_at": at, "created_at": at}
    with place.writing() as session:
        session.add(Job(id=new_id(), name="plan_routes", subject_id=new_id(), attempts=0, **fields | changes))


@pytest.mark.parametrize(
    "changes", [{}, {"status": "running", "lease_until_at": clock.now() - timedelta(hours=1)}]
)
def test_work_that_nobody_takes_up(place: Place, changes: dict[str, Any]) -> None:
    job(place, **changes)
    assert ready(place) == (503, ["worker"])


@pytest.mark.parametrize(
    "changes",
    [{"status": "done"}, {"due_at": clock.now() + timedelta(hours=2)},
     {"status": "running", "lease_until_at": clock.now() + timedelta(hours=1)}],
)  # fmt: skip
def test_work_that_goes_its_way(place: Place, changes: dict[str, Any]) -> None:
    job(place, **changes)
    assert ready(place) == (200, [])


def test_a_schema_of_another_version(place: Place) -> None:
    with place.writing() as session:
        session.execute(text("update alembic_version set version_num = '0000'"))
    assert ready(place) == (503, ["schema"])


def test_a_full_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    assert ready(place) == (503, ["disk"])


def test_a_database_that_is_gone(place: Place) -> None:
    place.close()
    for file in place.folder.glob("waybill.db*"):
        file.unlink()
    status, reasons = ready(place)
    assert (status, "database" in reasons) == (503, True)
    assert place.stranger().get("/healthz").json == {"status": "alive"}
