"""How does a courier get from door to door? Along his route's line, seen by GPS, not always with network."""

from datetime import timedelta
from typing import Any

from server.day import gps
from server.day.clock import stamp
from server.day.scene import Person
from server.day.wire import Refused, Trouble

SPEEDS_MPS = {"bicycle": 4.4, "foot": 1.4, "car": 8.0}
FIX_S = 10.0
SEND_S = 30.0
LEAST_NAP_S = 0.3  # real: at high rates several fixes are made at once, each with its own time
MOST_FIXES = 200
OFF_THE_LINE_M = 250.0


class Tracker:
    """The part of the phone that follows its owner; fixes wait while there is no network."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._waiting: list[dict[str, Any]] = []
        self._sent_s = self._fixed_s = 0.0
        self.stored = self.dropped = 0

    def note(self, at_s: float, place: gps.Point, speed_mps: float) -> None:
        """A fix of that moment, unless one was made just before."""
        if at_s < self._fixed_s + FIX_S:
            return
        self._fixed_s = at_s
        person = self._person
        reading = gps.read(person.luck.of("fix", int(at_s)), place, speed_mps)
        moment = person.clock.now() - timedelta(seconds=max(0.0, person.clock.now_s() - at_s))
        fix = {"at": stamp(moment), "lat": reading.lat, "lon": reading.lon}
        self._waiting.append(fix | {"accuracy_m": reading.accuracy_m, "speed_mps": reading.speed_mps})
        person.count("fixes made")

    async def flush(self) -> None:
        """Until everything was handed in."""
        while self._waiting:
            await self.send(at_once=True)
            await self._person.clock.sleep(SEND_S)

    async def send(self, at_once: bool = False) -> None:
        """Hand in what waits, when it is time and there is network; what does not arrive waits on."""
        person = self._person
        due = at_once or person.clock.now_s() >= self._sent_s + SEND_S
        if not self._waiting or not due or not person.phone.online:
            return
        batch = self._waiting[:MOST_FIXES]
        body = {"device_id": person.phone.device_id, "fixes": batch}
        try:
            answer = (await person.phone.wire.once("POST", "/api/positions", json=body)).json()
        except Trouble:
            return
        except Refused as why:
            person.phone.journal.faults.append(f"fixes were refused: {why}")
            return
        self._sent_s = person.clock.now_s()
        self.stored += answer["stored"]
        self.dropped += answer["dropped"]
        person.count("fixes stored", answer["stored"])
        person.count("fixes not believed", answer["dropped"])
        person.count("fixes held for a shift", answer["held"])
        self._waiting = self._waiting[len(batch) :]


class Ride:
    """Where he is on a route's line. A route that is changed on the way gives him a new line."""

    def __init__(self, person: Person, tracker: Tracker, speed_mps: float, hub: gps.Point) -> None:
        self._person, self._tracker, self._speed = person, tracker, speed_mps
        self.place, self._hub = hub, hub
        self._line: list[Any] | None = None
        self._way: gps.Way | None = None
        self._at_m = 0.0

    async def to(self, place: gps.Point, line: list[Any] | None) -> None:
        """Ride there: along the line as far as it leads there, else straight."""
        if line and line is not self._line:
            self._line, self._way = line, gps.Way([(lat, lon) for lon, lat in line])
            self._at_m = self._way.meet(self.place)[0]
        if self._way is not None:
            there_m, off_m = self._way.meet(place, self._at_m)
            if (
                off_m <= OFF_THE_LINE_M
                and gps.distance_m(self._way.at(self._at_m), self.place) < OFF_THE_LINE_M
            ):
                await self._along(self._way, self._at_m, there_m)
                self._at_m = there_m
        await self._along(gps.Way([self.place, place]), 0.0, gps.distance_m(self.place, place))

    async def home(self) -> None:
        await self.to(self._hub, None)

    async def _along(self, way: gps.Way, from_m: float, to_m: float) -> None:
        clock, began_s = self._person.clock, self._person.clock.now_s()
        arrive_s = began_s + max(0.0, to_m - from_m) / self._speed
        seen_s = began_s
        while seen_s < arrive_s:
            await clock.sleep(min(arrive_s - seen_s, max(FIX_S, LEAST_NAP_S * clock.rate)))
            now_s = min(clock.now_s(), arrive_s)
            while seen_s < now_s:
                seen_s = min(seen_s + FIX_S, now_s)
                self.place = way.at(from_m + (seen_s - began_s) * self._speed)
                self._tracker.note(seen_s, self.place, self._speed)
            await self._tracker.send()
        self.place = way.at(to_m)

    async def stand(self, seconds: float) -> None:
        """Stay where he is, being seen."""
        clock = self._person.clock
        until_s = clock.now_s() + seconds
        while (left_s := until_s - clock.now_s()) > 0:
            await clock.sleep(min(left_s, max(2 * FIX_S, LEAST_NAP_S * clock.rate)))
            self._tracker.note(clock.now_s(), self.place, 0.0)
            await self._tracker.send()
