"""Is the API what its document says, whatever is sent? Random requests to every operation, by all roles."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.domain.access import Role
from server.ids import new_id
from tests import world as towns
from tests.place import Place

pytestmark = pytest.mark.slow

EXAMPLES = 7  # an operation
PLAIN = {"Accept-Encoding": "identity"}  # the test transport does not unpack
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(scope="module")
def fuzzed(town: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """A town with something in it, and the token of somebody who may do everything."""
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "waybill.db").write_bytes((town.folder / "waybill.db").read_bytes())
    place = Place.of(folder, town)
    with place.inside() as world:
        towns.order(world, "A0")
        towns.plan(world, {"anna": ["A0"]})
        world.users["all"] = new_id()
        who = {"user_id": world.users["all"], "hub_id": world.hub_id, "login": "all", "name": "All"}
        world.give("add_user", who | {"roles": list(Role), "password": towns.PASSWORD})
    yield place.app, place.client("all").token
    place.close()


def test_no_request_breaks_the_server_or_the_document(fuzzed: tuple[Flask, str]) -> None:
    app, token = fuzzed
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path == "/api/logout":
            continue  # it would end the session that all others need

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(cookies={"waybill": token}, headers=PLAIN, checks=CHECKS)

        ask()
        asked += 1
    assert asked >= 15


def test_the_document_names_every_endpoint_of_the_api(place: Place) -> None:
    document = place.stranger().get("/api/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    rules = {
        str(rule).replace("<", "{").replace(">", "}")
        for rule in place.app.url_map.iter_rules()
        if str(rule).startswith("/api/") and str(rule) != "/api/openapi.json"
    }
    assert set(document["paths"]) == rules
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            for status, answer in operation["responses"].items():
                if status >= "400" and status != "422":
                    assert list(answer["content"]) == ["application/problem+json"]


def test_rows_and_arguments_are_in_the_document(place: Place) -> None:
    document = place.stranger().get("/api/openapi.json").json
    assert document is not None
    schemas = document["components"]["schemas"]
    assert {"OrderRow", "StopRow", "DeliverStop", "CountSheet", "ProblemBody"} <= set(schemas)
    assert "PlannedRoute" not in schemas  # what only the system gives is nobody's business

    def refs(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for each in part.values():
                yield from refs(each)
        elif isinstance(part, list):
            for each in part:
                yield from refs(each)

    dangling = {ref for ref in refs(document) if ref.removeprefix("#/components/schemas/") not in schemas}
    assert not dangling
