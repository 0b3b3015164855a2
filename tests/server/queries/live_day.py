"""What may the office change between two pulls while routes are out? Locks, and the rest of a day anew."""

from typing import Any

from server.db import db
from server.db.people import Hub
from server.db.plans import Replan, Route, Stop
from server.db.underway import underway
from server.ids import new_id
from tests import world as towns
from tests.server.queries.building_day import Deeds

NOTHING_MORE = dict.fromkeys(("work_s", "travel_s", "travel_m", "served"), 0)
NOBODY: dict[str, list[Any]] = {name: [] for name in ("late_before", "late_after", "moved", "routes")}


class LiveDay(Deeds):
    """The dispatcher's deeds in mid-day; what the worker finds is any exchange of stops."""

    def lock(self, n: int, m: int) -> None:
        stop = self.pick(Stop, n)
        if stop is not None:
            self.give("lock_stop", "dispatcher", stop_id=stop.id, how=("courier", "head", None)[m % 3])

    def lock_whole(self, n: int, m: int) -> None:
        route = self.pick(Route, n)
        if route is not None:
            self.give("lock_route", "dispatcher", route_id=route.id, locked=m % 2 == 0)

    def replan(self, n: int, m: int) -> None:
        self.give("request_replan", "dispatcher", replan_id=new_id(), on=towns.ON.isoformat())
        asked = self.pick(Replan, 0, Replan.status == "requested")
        if asked is None or n % 4 == 3:
            return
        hub = db.session().get_one(Hub, self.world.hub_id)
        found = underway(db.session(), hub, towns.ON, self.now)
        routes = [one._asdict() | {"after": list(one.before)} for one in (found.seen if found else ())]
        if n % 4 == 2 or not routes:
            self.give("fail_replan", replan_id=asked.id, failure="replan-gave-up")
            return
        giving, taking = routes[n % len(routes)], routes[m % len(routes)]
        if giving["after"]:
            taking["after"].insert(0, giving["after"].pop())
        changed = [one for one in routes if one["after"] != list(one["before"])]
        told = {"source": "great circle", "difference": NOTHING_MORE | NOBODY}
        self.give("record_replan", replan_id=asked.id, routes=changed, **told)

    def settle_replan(self, n: int, m: int) -> None:
        replan = self.pick(Replan, n)
        if replan is not None:
            name = ("apply_replan", "apply_replan", "undo_replan", "discard_replan")[m % 4]
            self.give(name, "dispatcher", replan_id=replan.id)
