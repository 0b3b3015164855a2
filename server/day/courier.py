"""How does a courier spend his day? Shift, sheet, parcels, doors, the way back, the desk."""

import asyncio
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from server.day import RIDES, door, gps
from server.day.clock import moment
from server.day.ids import new_id
from server.day.load import load
from server.day.ride import SPEEDS_MPS, Ride, Tracker
from server.day.scene import Handover, Person, Returned, Scene
from server.day.truth import CUSTOMER, Box, Paid
from warehouse.loading import handed_over

SERVICE_S = 170.0
NO_NETWORK = 0.15  # of the legs lead through places without it
LOOKS_S = 300.0
EARLY_S = 900.0
WAITS_S = 1800.0  # for parcels that are not packed yet, beyond his departure
FORGETS = 0.15  # a parcel in his bag, of those who bring any back
FORGOTTEN_S = 900.0

type Row = dict[str, Any]


class Courier(Person):
    """One courier. He trusts his phone: his own pulled rows and what he has marked himself."""

    def __init__(self, scene: Scene, login: str, password: str) -> None:
        super().__init__(scene, login, password)
        self.tracker = Tracker(self)
        self.shift_id = ""
        self.closed: set[str] = set()  # stops he has marked
        self.seen_routes: set[str] = set()
        self.spoilt: set[str] = set()  # orders whose goods he saw damaged

    async def work(self) -> None:
        """The whole shift. Returns when he has handed everything in."""
        begin, end = self._hours()
        await self.clock.until(begin - timedelta(minutes=self.luck.of("early").uniform(0, 10)))
        self._begin_shift()
        while route := await self._next_route(end):
            await self._run(route)
        self.phone.make("end_shift", shift_id=self.shift_id)
        await self.phone.flushed()

    def _begin_shift(self) -> None:
        self.shift_id = new_id()
        self.phone.make("start_shift", shift_id=self.shift_id)

    def _hours(self) -> tuple[datetime, datetime]:
        """His usual shift on this day."""
        user, on, zone = self.phone.user, self.scene.on, self.scene.town.zone
        begin, end = (
            datetime.strptime(user[name][:5], "%H:%M").time() for name in ("shift_from", "shift_to")
        )
        to_on = on + timedelta(days=end <= begin)
        return datetime.combine(on, begin, zone), datetime.combine(to_on, end, zone)

    async def _next_route(self, end: datetime) -> Row | None:
        """A route he has not ridden yet; None when his shift is over without one."""
        while True:
            route = await self.phone.find(self._published, LOOKS_S)
            if route is not None:
                return route
            if self.clock.now() >= end or self.scene.over.is_set():
                return None

    def _published(self) -> Row | None:
        mine = [
            route
            for route in self.phone.rows("routes").values()
            if route["courier_id"] == self.id and route["status"] == "published"
            if route["id"] not in self.seen_routes and self._stops(route["id"])
        ]
        return min(mine, key=lambda route: route["depart_at"] or "", default=None)

    def _stops(self, route_id: str) -> list[Row]:
        """Open stops of a route, in their order."""
        stops = [stop for stop in self.phone.rows("stops").values() if stop["route_id"] == route_id]
        stops = [stop for stop in stops if stop["id"] not in self.closed]
        open_ = [stop for stop in stops if stop["status"] not in ("delivered", "failed")]
        return sorted(open_, key=lambda stop: (stop["position"], stop["id"]))

    def _route(self, route_id: str) -> Row:
        return self.phone.rows("routes").get(route_id, {})

    async def _run(self, route: Row) -> None:
        """One route, from reading the sheet to the settled desk."""
        route_id = route["id"]
        self.seen_routes.add(route_id)
        if self.phone.rows("shifts").get(self.shift_id, {}).get("status") == "closed":
            self._begin_shift()  # the desk has settled what he had; this is a new turn
        self.phone.make("accept_route", route_id=route_id, revision=route["revision"])
        if route["depart_at"]:
            await self.clock.until(moment(route["depart_at"]) - timedelta(seconds=EARLY_S))
        taken = await self._load(route_id)
        self.phone.make("start_route", route_id=route_id, order_ids=taken)
        self.scene.say_once(RIDES)
        hub = (self.scene.town.lat, self.scene.town.lon)
        pace = self.luck.of("pace").uniform(0.9, 1.1)
        ride = Ride(self, self.tracker, SPEEDS_MPS.get(self.phone.user["vehicle"], 4.0) * pace, hub)
        ahead = set(taken)
        while stop := self._next_stop(route_id, ahead):
            ahead.discard(stop["order_id"])
            await self._visit(stop, ride)
        await ride.home()
        await self._hand_in(route)

    def _next_stop(self, route_id: str, ahead: set[str]) -> Row | None:
        return next((stop for stop in self._stops(route_id) if stop["order_id"] in ahead), None)

    async def _load(self, route_id: str) -> list[str]:
        """Scan what is packed, the last stop's first; what he takes along, in the order of the stops."""
        depart = self._route(route_id).get("depart_at")
        late = (moment(depart) if depart else self.clock.now()) + timedelta(seconds=WAITS_S)
        await self.phone.find(lambda: True if self._all_packed(route_id) else None, self._left_s(late))
        loading = await load(self, route_id, self._stops(route_id))
        await self.phone.flushed()
        await self.phone.pull_now()
        on_route = {stop["order_id"] for stop in self._stops(route_id)}
        taken = [order_id for order_id in handed_over(loading) if order_id in on_route]
        for box in self.truth.boxes_of(taken):
            box.holder = self.id
        return taken

    def _left_s(self, late: datetime) -> float:
        return max(0.0, (late - self.clock.now()).total_seconds())

    def _all_packed(self, route_id: str) -> bool:
        packed = {
            p["order_id"] for p in self.phone.rows("parcels").values() if p["status"] in ("packed", "loaded")
        }
        return all(stop["order_id"] in packed for stop in self._stops(route_id))

    async def _visit(self, stop: Row, ride: Ride) -> None:
        order = self.phone.rows("orders").get(stop["order_id"])
        if order is None or order["status"] == "cancelled":
            return  # it stays in his bag, and goes back
        with ExitStack() as gap:
            if self.luck.happens(NO_NETWORK, "network", order["number"]):
                self.count("network gaps")
                gap.enter_context(self.phone.offline())
            await ride.to((order["lat"], order["lon"]), self._route(stop["route_id"]).get("line"))
            mark = self._mark(ride.place)
            self.phone.make("arrive_stop", stop_id=stop["id"], **mark)
            early_s = (moment(order["window_from_at"]) - self.clock.now()).total_seconds()
            await ride.stand(
                max(0.0, early_s) + SERVICE_S * self.luck.of("service", order["number"]).uniform(0.5, 1.6)
            )
            self._close(stop, order, mark)

    def _close(self, stop: Row, order: Row, mark: Row) -> None:
        luck = self.luck.of("door", order["number"])
        self.closed.add(stop["id"])
        where = {"stop_id": stop["id"], "order_id": order["id"], **mark}
        reason = door.failure(luck)
        if reason is not None:
            self.phone.make("fail_stop", reason=reason, **where)
            self.count(f"failed: {reason}")
            if reason in door.SPOILT:
                self.spoilt.add(order["id"])
            return
        paid = door.pay(luck, order["payment"], order["due_minor"])
        sums = {"amount_minor": paid.amount_minor, "given_minor": paid.given_minor}
        sums |= {"change_minor": paid.change_minor}
        self.phone.make("deliver_stop", tender=paid.tender, currency=order["currency"], **sums, **where)
        if paid.tender != "prepaid":
            self.truth.paid[order["id"]] = Paid(paid.tender, paid.amount_minor)
        if paid.tender == "cash":
            self.truth.bags[self.id] += paid.amount_minor - paid.slip_minor
            self.truth.slips[self.id] += paid.slip_minor
        self._hand_over(order["id"])
        self.count(f"delivered: {paid.tender}")

    def _hand_over(self, order_id: str) -> None:
        """The goods are the customer's."""
        for box in self.truth.boxes_of([order_id]):
            if box.holder == self.id:
                box.holder = CUSTOMER

    def _mark(self, place: gps.Point) -> Row:
        reading = gps.read(self.luck.of("mark", int(self.clock.now_s())), place, 0.0)
        return {"lat": reading.lat, "lon": reading.lon, "accuracy_m": reading.accuracy_m}

    async def _hand_in(self, route: Row) -> None:
        """Everything sent, parcels scanned in, the bag emptied; he waits until it is settled."""
        await self.tracker.flush()
        await self.phone.flushed()
        boxes = self.truth.held_by(self.id)
        forgotten = boxes[-1:] if self.luck.happens(FORGETS, "forgets", route["sheet_code"]) else []
        for box in boxes:
            if box not in forgotten:
                await self._give_back(box)
        minor, self.truth.bags[self.id] = self.truth.bags[self.id], 0
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self.scene.desk.put(Handover(self.id, route["id"], route["sheet_code"], minor, settled))
        await settled
        for box in forgotten:
            self.count("parcels found in a bag after closing")
            await self.pause(FORGOTTEN_S, "forgotten", box.parcel_id)
            await self._give_back(box)

    async def _give_back(self, box: Box) -> None:
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self.scene.dock.put(Returned(box, box.order_id in self.spoilt, taken))
        await taken
