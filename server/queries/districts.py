"""Which districts does a day call for? Proposed from its orders, near those in force; nothing changes."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from routing.districts import Seed, districts
from routing.matrix import Matrix, great_circle
from routing.model import PROFILES, Place
from routing.zones import ZoneShape, middle
from server.db import mapping
from server.db.base import db
from server.db.orders import Zone
from server.db.people import User
from server.db.plans import Plan
from server.domain.access import Role
from server.domain.errors import Problem
from server.queries import zones
from server.queries.viewer import Viewer
from server.texts import LANGUAGES, t

# What a web process may spend on it: two seconds at most.
MOST_ORDERS = 1000


class _Roads(NamedTuple):
    """Travel times, and how many of the places they do not know."""

    matrix: Matrix
    guessed: int


def proposal(viewer: Viewer, on: date, count: int | None, lang: str) -> dict[str, Any]:
    """`count` districts of the day (as many as couriers if none is said), even in expected seconds.

    Travel times are those of the newest plan of the hub that knows most of the places; what it does not know
    is great circle. Districts in force, known by their names, are kept as far as balance allows. Raises
    Problem `no-orders-to-share`, `too-many-orders`.
    """
    session = db.session()
    demands = zones.demands(viewer.hub_id, on)
    if not demands:
        raise Problem("no-orders-to-share")
    if len(demands) > MOST_ORDERS:
        raise Problem("too-many-orders", most=MOST_ORDERS, got=len(demands))
    hub = zones.hub_place(viewer.hub_id)
    couriers = _couriers(session, viewer.hub_id)
    roads = _roads(session, viewer.hub_id, couriers, [hub, *(demand.place for demand in demands)])
    in_force = list(session.scalars(zones.in_force(viewer.hub_id)))
    wanted = count or max(1, len(couriers))
    drawn = districts(demands, roads.matrix, hub, wanted, yesterday=_seeds(in_force))
    return {
        "on": on.isoformat(),
        "couriers": len(couriers),
        "zones": len(in_force),
        "source": roads.matrix.source,
        "guessed": roads.guessed,
        "districts": [
            {
                "name": t(lang, "cli.district_name", id=one.id),
                "order_ids": list(one.stop_ids),
                "expected_s": one.expected_s,
                "geometry": one.geometry,
            }
            for one in drawn
        ],
    }


def _couriers(session: Session, hub_id: str) -> list[User]:
    people = session.scalars(select(User).where(User.hub_id == hub_id, User.disabled_at.is_(None)))
    return [one for one in people if Role.COURIER in one.roles and one.vehicle and one.shift_from]


def _roads(session: Session, hub_id: str, couriers: Sequence[User], places: Sequence[Place]) -> _Roads:
    """Of the vehicle that most couriers have; no road network is opened in a web process."""
    vehicles = [one.vehicle for one in couriers if one.vehicle in PROFILES]
    profile = max(sorted({*vehicles}), key=vehicles.count) if vehicles else PROFILES[0]
    newest = select(Plan).where(Plan.hub_id == hub_id, Plan.source.is_not(None))
    known = []
    for plan in session.scalars(newest.order_by(Plan.requested_at.desc()).limit(5)):
        stored = mapping.matrix_of(session, (plan.matrices or {}).get(profile) or "")
        if stored is not None:
            known.append(_Roads(stored, sum(place not in stored for place in {*places})))
    if known:
        return min(known, key=lambda one: one.guessed)
    return _Roads(great_circle(list(dict.fromkeys(places)), profile, factor=mapping.detour()), 0)


def _seeds(in_force: Sequence[Zone]) -> list[Seed]:
    """Districts taken on another day; zones that somebody drew and named are no districts."""
    found: dict[str, Seed] = {}
    for zone in in_force:
        number = _number(zone.name)
        if number is not None:
            lon, lat = middle(ZoneShape(1, zone.name, zone.priority, zone.geometry, {}))
            found.setdefault(number, Seed(number, Place(lat, lon), zone.geometry))
    return list(found.values())


def _number(name: str) -> str | None:
    for lang in LANGUAGES:
        pattern = re.escape(t(lang, "cli.district_name", id="\0")).replace(re.escape("\0"), r"(\d{1,3})")
        match = re.fullmatch(pattern, name)
        if match:
            return match[1]
    return None
