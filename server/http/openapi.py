"""What does the API look like to a machine? OpenAPI 3.1 at /api/openapi.json, made from the same types."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from flask_openapi import APIBlueprint, OpenAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server.commands import COMMANDS, args
from server.http.problems import ProblemBody, bad_request
from server.queries.tables import TABLES

_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}}
pages = Blueprint("openapi", __name__)


def problems(*statuses: int) -> dict[Any, Any]:
    """For `responses=`: those statuses carry a problem."""
    return {str(status): {**_PROBLEM} for status in statuses}


def blueprint(name: str, import_name: str) -> APIBlueprint:
    """A part of the API: under /api, and with the problems that any request may meet."""
    usual = problems(400, 401, 403, 503)
    return APIBlueprint(name, import_name, url_prefix="/api", abp_responses=usual)


def new_api(name: str) -> OpenAPI:
    """A Flask application that describes itself. Errors of input are 400 problems."""
    app = OpenAPI(
        name,
        info={"title": "Waybill", "version": "1"},
        static_folder=None,
        doc_ui=False,
        validation_error_status=400,
        validation_error_model=ProblemBody,
        validation_error_callback=bad_request,
        security_schemes={"cookie": {"type": "apiKey", "in": "cookie", "name": "waybill"}},
    )
    app.openapi_version = "3.1.0"
    app.json.sort_keys = False  # type: ignore[attr-defined]
    return app


def describe(app: OpenAPI) -> dict[str, Any]:
    """Every endpoint, and the rows and arguments that endpoints carry as plain objects."""
    return {**app.api_doc, "components": {**app.api_doc["components"], "schemas": _schemas(app)}}


def _schemas(app: OpenAPI) -> dict[str, Any]:
    carried: list[type[BaseModel]] = [
        *TABLES.values(),
        *(command.args for command in COMMANDS.values() if command.args.__module__ == args.__name__),
    ]
    _, found = models_json_schema(
        [(model, "serialization" if model in TABLES.values() else "validation") for model in carried],
        ref_template="#/components/schemas/{model}",
    )
    return {**app.api_doc["components"]["schemas"], **found["$defs"]}


@pages.get("/api/openapi.json")
def document() -> Response:
    return jsonify(describe(current_app))  # type: ignore[arg-type]
