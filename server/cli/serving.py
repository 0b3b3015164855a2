"""How does Waybill run? `serve` is the web process, `work` the worker; the same image, two commands."""

import errno
import signal
import socket
import sys
import threading
from typing import Any

import click
import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from server import clock, create_app, https, realtime
from server.cli.app import open_app
from server.config import Config, load
from server.domain.errors import Problem
from server.texts import t

log = structlog.get_logger()


class Web(BaseApplication):
    """gunicorn, told everything here: no configuration file, no variables of its own."""

    def __init__(self, config: Config, certificate: https.Certificate | None) -> None:
        self.config, self.certificate = config, certificate
        super().__init__(prog="waybill")

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"{_bracketed(self.config.host)}:{self.config.port}",
            "worker_class": "gthread",
            # SQLite is one file of one process; PostgreSQL takes as many as the machine has cores.
            "workers": 1 if self.config.sqlite else self.config.workers,
            "threads": self.config.threads,
            "worker_connections": 4 * self.config.threads,
            "graceful_timeout": 30,
            "timeout": 60,
            "keepalive": 15,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "post_worker_init": end_sockets_first,
        }
        if self.certificate is not None:
            settings |= {"certfile": str(self.certificate.cert), "keyfile": str(self.certificate.key)}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.config)


def end_sockets_first(worker: Any) -> None:
    """An open socket would keep a process that is told to leave for the whole of its grace."""
    leave = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: Any) -> None:
        # Not in the handler itself: it may have interrupted somebody who holds a lock.
        threading.Thread(target=realtime.close, args=(worker.wsgi,), daemon=True).start()
        leave(number, frame)  # type: ignore[operator, misc]

    signal.signal(signal.SIGTERM, end)


@click.command()
@click.option("--https", "secure", is_flag=True, help="with a certificate of this machine's own, for phones")
@click.option("--host", help="the address to listen on; 0.0.0.0 is every one  [WAYBILL_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[PORT, 8000]")
def serve(secure: bool, host: str | None, port: int | None) -> None:
    """The web process: requests, sockets and the app."""
    given = {"host": host or (everywhere() if secure else None), "port": port}
    config = load(None, **{name: value for name, value in given.items() if value is not None})
    with open_app(config):
        say_time()
    refuse_taken(config)
    certificate = https.certificate(config.data / "https", clock.wall()) if secure else None
    if certificate is not None:
        click.echo(https.instructions(certificate, https.urls(certificate, config.port), "en"))
    click.echo(t("en", "cli.serving", url=url_of(config, secure)))
    # gunicorn reads the arguments of the process as its own.
    sys.argv[1:] = []
    Web(config, certificate).run()


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16), help="jobs at a time")
@click.option(
    "--lease",
    "lease_s",
    default=20,
    show_default=True,
    type=click.IntRange(1, 3600),
    help="seconds after which a killed worker's jobs are taken over",
)
def work(threads: int, lease_s: int) -> None:
    """The worker process: jobs and the solver."""
    # The solver and the roads are loaded here, and never in a web process.
    from server.jobs import worker

    with open_app() as app:
        say_time()
    worker.work(app, threads, lease_s)


def say_time() -> None:
    """Loudly: what is booked on a server whose time is not real is worth nothing."""
    if clock.is_set():
        words = "THIS SERVER'S TIME IS NOT REAL"
        log.warning(words, now=clock.now().isoformat(), rate=clock.rate(), setting="WAYBILL_CLOCK")


def everywhere() -> str:
    """What to listen on so that phones find it by any of this machine's addresses."""
    return "::" if socket.has_dualstack_ipv6() else "0.0.0.0"


def url_of(config: Config, secure: bool = False) -> str:
    """Where a browser on this machine finds it."""
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host
    return f"{'https' if secure else 'http'}://{_bracketed(host)}:{config.port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def refuse_taken(config: Config) -> None:
    """Say in a sentence that the port is in use, before gunicorn tries five times."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as why:
            code = "port-in-use" if why.errno == errno.EADDRINUSE else "cannot-listen"
            raise Problem(code, port=config.port, host=config.host, why=why.strerror or "") from why


COMMANDS = (serve, work)
