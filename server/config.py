"""Which settings are there? Every one, its default, one line each; all come from WAYBILL_… variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from routing.roads.sources import read_urls
from server.clock import Setting


@dataclass(frozen=True, slots=True)
class Config:
    data: Path  # WAYBILL_DATA: where the embedded database, roads, map and certificates live
    database_url: str  # WAYBILL_DATABASE_URL: postgresql://… instead of the embedded SQLite
    redis_url: str | None  # WAYBILL_REDIS_URL: redis://… instead of the embedded job queue
    host: str  # WAYBILL_HOST: the address to listen on
    port: int  # PORT or WAYBILL_PORT
    threads: int  # WAYBILL_THREADS: request threads of one web process
    workers: int  # WAYBILL_WEB_PROCESSES: web processes (more than one only on PostgreSQL)
    tiles: str | None  # WAYBILL_TILES: another base map: URL of a .pmtiles file, or with {z}/{x}/{y}
    private_hooks: bool  # WAYBILL_PRIVATE_HOOKS=1: shops' webhooks may lie in this network (tests, demo)
    roads_url: (
        str | None
    )  # WAYBILL_ROADS_URL: road servers: valhalla+http://…, or car=http://… (OSRM) for each vehicle
    detour: float  # WAYBILL_DETOUR: road metres per straight metre where no roads are loaded
    trust_proxy: bool  # WAYBILL_TRUST_PROXY: believe X-Forwarded-* of one proxy in front
    log_level: str  # WAYBILL_LOG_LEVEL
    demo: bool  # WAYBILL_DEMO: 1 under `waybill demo`, which plays a day when asked to
    clock: Setting | None  # WAYBILL_CLOCK: START,RATE; demo and tests only: time begins then, runs so fast

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def roads(self) -> Path:
        """One folder a profile, made by `waybill roads build`."""
        return self.data / "roads"

    @property
    def matrices(self) -> Path:
        """Travel times measured before; may be deleted at any time."""
        return self.data / "matrices"

    @property
    def basemap(self) -> Path:
        return self.data / "map" / "town.pmtiles"

    @property
    def tiles_origin(self) -> str | None:
        """Where browsers must be allowed to fetch tiles from, besides ourselves."""
        found = urlsplit(self.tiles) if self.tiles else None
        return f"{found.scheme}://{found.netloc}" if found else None

    @property
    def pictures(self) -> Path:
        """Pictures of goods, named in items as /pictures/…"""
        return self.data / "pictures"

    @property
    def queue(self) -> Path:
        """The job queue's own file: the business database stays free of its locks."""
        return self.data / "queue.db"


def _database_url(url: str | None, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'waybill.db'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _tiles(url: str | None) -> str | None:
    """The host goes into a header that says what browsers may fetch: it must be nothing but a host."""
    if not url:
        return None
    shape = "{z}" in url and "{x}" in url and "{y}" in url
    if not re.match(r"https?://[\w.:\[\]-]+/", url) or not (shape or urlsplit(url).path.endswith(".pmtiles")):
        raise ValueError(
            f"WAYBILL_TILES must be https://… ending in .pmtiles or with {{z}}/{{x}}/{{y}}: {url}"
        )
    return url


def _roads_url(text: str | None) -> str | None:
    """Refused at the start, not when the first plan is made."""
    read_urls(text or "")
    return text or None


def load(env: Mapping[str, str] | None = None, **overrides: object) -> Config:
    """The settings in force: overrides, then the environment, then defaults. Makes the data folder."""
    env = os.environ if env is None else env
    data = Path(str(overrides.pop("data", env.get("WAYBILL_DATA", ".data")))).resolve()
    data.mkdir(parents=True, exist_ok=True)
    values: dict[str, object] = {
        "data": data,
        "database_url": _database_url(env.get("WAYBILL_DATABASE_URL"), data),
        "redis_url": env.get("WAYBILL_REDIS_URL") or None,
        "host": env.get("WAYBILL_HOST", "127.0.0.1"),
        "port": int(env.get("PORT") or env.get("WAYBILL_PORT") or 8000),
        "threads": int(env.get("WAYBILL_THREADS", "128")),
        "workers": int(env.get("WAYBILL_WEB_PROCESSES", "1")),
        "tiles": _tiles(env.get("WAYBILL_TILES")),
        "private_hooks": env.get("WAYBILL_PRIVATE_HOOKS", "") == "1",
        "roads_url": _roads_url(env.get("WAYBILL_ROADS_URL")),
        "detour": float(env.get("WAYBILL_DETOUR", "1.3")),
        "trust_proxy": env.get("WAYBILL_TRUST_PROXY", "") == "1",
        "log_level": env.get("WAYBILL_LOG_LEVEL", "info"),
        "demo": env.get("WAYBILL_DEMO", "") == "1",
        "clock": Setting.of(env["WAYBILL_CLOCK"]) if env.get("WAYBILL_CLOCK") else None,
    }
    return Config(**{**values, **overrides})  # type: ignore[arg-type]
