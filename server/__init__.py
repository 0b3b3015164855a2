"""How is the server put together? create_app(config): database, log, HTTP, sockets; nothing is started."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.config import Config


def create_app(config: "Config | None" = None) -> "Flask":
    """The Flask application with everything wired. Touches no network and writes nothing to the database."""
    # Imported here: whoever needs only the rules or the rows must not load the web.
    from sqlalchemy.exc import OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout
    from werkzeug.middleware.proxy_fix import ProxyFix

    from server import clock, http, realtime
    from server.config import load
    from server.db import db, tune
    from server.db.engine import options
    from server.http.openapi import new_api
    from server.http.problems import busy
    from server.jobs.queue import install
    from server.logs import configure

    config = config or load()
    configure(config.log_level)
    clock.use(config.data, config.clock)
    app = new_api(__name__)
    app.config["WAYBILL"] = config
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options(config)
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
    http.register(app)
    for away in (OperationalError, PoolTimeout):
        app.register_error_handler(away, busy)
    realtime.register(app, config)
    install(app)
    if config.trust_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
