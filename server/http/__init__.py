"""How does the outside speak with the server? JSON to values and back; rows and rules are elsewhere."""

from flask_openapi import OpenAPI

from server.http import (
    admin,
    clock,
    commands,
    demo,
    export,
    guard,
    headers,
    health,
    imports,
    map,
    openapi,
    orders,
    parcels,
    pictures,
    positions,
    problems,
    pull,
    session,
    sheets,
    shops,
    static,
    stock,
    times,
    zones,
)

API = (
    *(session, commands, pull, positions, sheets, orders, parcels, stock),
    *(imports, shops, admin, export, clock, map, zones, times),
)
PAGES = (health, openapi, map, pictures, static)


def register(app: OpenAPI) -> None:
    """Every endpoint, each named in the access table. Only the API proper stands in the document."""
    problems.register(app)
    headers.register(app)
    guard.register(app)
    for module in API:
        app.register_api(module.api)
    if app.config["WAYBILL"].demo:
        app.register_api(demo.api)
    for module in PAGES:
        app.register_blueprint(module.pages)
    guard.check_endpoints(app)
