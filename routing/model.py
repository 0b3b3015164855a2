"""What is the problem: which stops, which shifts, from which hub? MODEL.md has every field on one page.

Everything here is frozen and refused when built if it cannot be true (`BadValue`, `DuplicateId`,
`UnknownId`). Times are whole seconds on one axis that the caller chooses (Waybill: Unix epoch, UTC). A field
that is not given is a rule that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.errors import BadValue, DuplicateId, UnknownId
from routing.values import MOST, Break, Place, SoftWindow, TimeWindow, of_kind, several, unique, whole

__all__ = [
    "DROP_COST_S",
    "PROFILES",
    "Break",
    "Place",
    "Problem",
    "Shift",
    "SoftWindow",
    "Stop",
    "TimeWindow",
]

PROFILES = ("bicycle", "foot", "car")

# An order left out must cost more than any detour of a day, or the solver would save time by not serving.
DROP_COST_S = 100_000

_STOP_NUMBERS = (
    *("service_s", "weight_g", "parcels", "volume_ml", "cash_minor"),
    *("collect_g", "collect_ml", "collect_parcels"),
)
_SHIFT_LIMITS = (
    *("capacity_g", "capacity_parcels", "capacity_ml", "max_stops"),
    *("cash_limit_minor", "max_travel_s", "max_metres"),
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One place to serve once. No windows: any time. `drop_cost_s` None: the problem's times `priority`.

    `cash_minor` is handed over to the courier here; `collect_*` is taken along from here. `tags` must all be
    among the courier's. `shift_id`: on this courier's route or on none.
    """

    id: str
    place: Place
    windows: tuple[TimeWindow, ...] = ()
    service_s: int = 0
    weight_g: int = 0
    parcels: int = 1
    zone: str | None = None
    drop_cost_s: int | None = None
    volume_ml: int = 0
    cash_minor: int = 0
    tags: frozenset[str] = frozenset()
    soft: SoftWindow | None = None
    priority: int = 1
    collect_g: int = 0
    collect_ml: int = 0
    collect_parcels: int = 0
    shift_id: str | None = None

    def __post_init__(self) -> None:
        for name in _STOP_NUMBERS:
            whole(f"stop.{name}", getattr(self, name))
        whole("stop.priority", self.priority, 1, 10)
        if self.drop_cost_s is not None:
            whole("stop.drop_cost_s", self.drop_cost_s)
        of_kind("stop.place", self.place, Place)
        for window in self.windows:
            of_kind("stop.windows", window, TimeWindow)
        if self.soft is not None:
            of_kind("stop.soft", self.soft, SoftWindow)
        if self.zone is not None:
            of_kind("stop.zone", self.zone, str)
        object.__setattr__(self, "windows", tuple(sorted(self.windows)))
        object.__setattr__(self, "tags", several("stop.tags", self.tags))

    @property
    def load(self) -> tuple[int, int, int]:
        """What is brought: grams, millilitres, parcels."""
        return self.weight_g, self.volume_ml, self.parcels

    @property
    def collect(self) -> tuple[int, int, int]:
        """What is taken along: grams, millilitres, parcels."""
        return self.collect_g, self.collect_ml, self.collect_parcels


@dataclass(frozen=True, slots=True)
class Shift:
    """One courier with a vehicle: leaves `start` and is back at `end` within `window`. None: no limit.

    `zones` are the only ones he serves, `forbidden` those he never does, outside of `preferred` each stop
    has a price. With `max_trips` above 1 he may load again at the hub, which takes `reload_s`.
    `fixed_cost_s` is the price of sending him out at all. `head`: he serves exactly these first, in this
    order; it is decided, so none of them is left out nor judged, and a route of the head alone always stands.
    """

    id: str
    start: Place
    end: Place
    window: TimeWindow
    capacity_g: int | None = None
    capacity_parcels: int | None = None
    zones: frozenset[str] | None = None
    profile: str = "bicycle"
    max_stops: int | None = None
    capacity_ml: int | None = None
    cash_limit_minor: int | None = None
    tags: frozenset[str] = frozenset()
    preferred: frozenset[str] | None = None
    forbidden: frozenset[str] = frozenset()
    max_travel_s: int | None = None
    max_metres: int | None = None
    breaks: tuple[Break, ...] = ()
    max_trips: int = 1
    reload_s: int = 0
    fixed_cost_s: int = 0
    head: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _SHIFT_LIMITS:
            if getattr(self, name) is not None:
                whole(f"shift.{name}", getattr(self, name))
        whole("shift.max_trips", self.max_trips, 1, 100)
        whole("shift.reload_s", self.reload_s)
        whole("shift.fixed_cost_s", self.fixed_cost_s)
        if self.profile not in PROFILES:
            raise BadValue("shift.profile", self.profile, f"must be one of {', '.join(PROFILES)}")
        for name in ("zones", "preferred", "tags", "forbidden"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, several(f"shift.{name}", getattr(self, name)))
        of_kind("shift.window", self.window, TimeWindow)
        for one in self.breaks:
            of_kind("shift.breaks", one, Break)
        in_order = sorted(self.breaks, key=lambda one: (one.window, one.duration_s))
        object.__setattr__(self, "breaks", tuple(in_order))
        object.__setattr__(self, "head", tuple(self.head))
        unique("head stop", self.head)

    @property
    def capacity(self) -> tuple[int | None, int | None, int | None]:
        """What fits at a time: grams, millilitres, parcels, as `Stop.load`."""
        return self.capacity_g, self.capacity_ml, self.capacity_parcels

    def serves(self, stop: Stop) -> bool:
        """Whether the zones of this courier let him carry the stop; a stop without a zone suits all."""
        return self.zones is None or stop.zone is None or stop.zone in self.zones

    def forbids(self, stop: Stop) -> bool:
        """Whether the stop lies in a zone where this courier never goes."""
        return stop.zone is not None and stop.zone in self.forbidden

    def prefers(self, stop: Stop) -> bool:
        """Whether the stop is where he likes to go; one without a zone has no price either."""
        return self.preferred is None or stop.zone is None or stop.zone in self.preferred


@dataclass(frozen=True, slots=True)
class Problem:
    """A day at one hub. `drop_cost_s` prices a left-out stop of priority 1 that has no price of its own.

    `outside_preferred_s` is the price of each stop outside a courier's preferred zones, `wait_percent` of
    each second waited, `fairness_percent` of each second that the courier who works longest is out.
    """

    hub: Place
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    drop_cost_s: int = DROP_COST_S
    outside_preferred_s: int = 600
    wait_percent: int = 0
    fairness_percent: int = 0
    _stop_by_id: dict[str, Stop] = field(init=False, repr=False, compare=False)
    _shift_by_id: dict[str, Shift] = field(init=False, repr=False, compare=False)
    _head_of: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", tuple(self.stops))
        object.__setattr__(self, "shifts", tuple(self.shifts))
        whole("problem.drop_cost_s", self.drop_cost_s)
        whole("problem.outside_preferred_s", self.outside_preferred_s)
        whole("problem.wait_percent", self.wait_percent, 0, 10_000)
        whole("problem.fairness_percent", self.fairness_percent, 0, 10_000)
        unique("stop", (stop.id for stop in self.stops))
        unique("shift", (shift.id for shift in self.shifts))
        object.__setattr__(self, "_stop_by_id", {stop.id: stop for stop in self.stops})
        object.__setattr__(self, "_shift_by_id", {shift.id: shift for shift in self.shifts})
        object.__setattr__(self, "_head_of", self._checked_heads())

    def _checked_heads(self) -> dict[str, str]:
        """The shift of each stop that is in a head; locks must be on what is there and not contradict."""
        head_of: dict[str, str] = {}
        for shift in self.shifts:
            for id in shift.head:
                if id in head_of:
                    raise DuplicateId("head stop", id)
                if self.stop(id).shift_id not in (None, shift.id):
                    raise BadValue("shift.head", id, f"is locked to {self.stop(id).shift_id}")
                head_of[id] = shift.id
        for stop in self.stops:
            if stop.shift_id is not None:
                self.shift(stop.shift_id)
        return head_of

    def stop(self, id: str) -> Stop:
        """The stop of that id, or `UnknownId`."""
        try:
            return self._stop_by_id[id]
        except KeyError:
            raise UnknownId("stop", id) from None

    def shift(self, id: str) -> Shift:
        """The shift of that id, or `UnknownId`."""
        try:
            return self._shift_by_id[id]
        except KeyError:
            raise UnknownId("shift", id) from None

    def has_stop(self, id: str) -> bool:
        return id in self._stop_by_id

    def has_shift(self, id: str) -> bool:
        return id in self._shift_by_id

    def places(self) -> tuple[Place, ...]:
        """Each place once: hub, starts and ends of shifts, stops. What a matrix must cover."""
        ends = [place for shift in self.shifts for place in (shift.start, shift.end)]
        return tuple(dict.fromkeys([self.hub, *ends, *(stop.place for stop in self.stops)]))

    def profiles(self) -> tuple[str, ...]:
        """The profiles that a matrix is needed for, each once, sorted."""
        return tuple(sorted({shift.profile for shift in self.shifts}))

    def drop_cost(self, stop: Stop) -> int:
        """The price of leaving this stop out, in seconds."""
        if stop.drop_cost_s is not None:
            return stop.drop_cost_s
        return min(self.drop_cost_s * stop.priority, MOST)

    def lock(self, stop: Stop) -> str | None:
        """The only shift that may serve the stop, by `shift_id` or by a head; None: any."""
        return self._head_of.get(stop.id, stop.shift_id)

    def in_head(self, stop_id: str) -> bool:
        """Whether the stop is in somebody's head: then it is served there whatever the rules say."""
        return stop_id in self._head_of

    def heads(self) -> tuple[tuple[str, ...], ...]:
        """The least that every answer holds: for each shift its head."""
        return tuple(shift.head for shift in self.shifts)

    def may(self, shift: Shift, stop: Stop) -> bool:
        """Whether this courier may serve the stop at all: lock, zones, tags. Loads and times aside."""
        lock = self._head_of.get(stop.id)
        if lock is not None:
            return lock == shift.id
        return (
            stop.shift_id in (None, shift.id)
            and shift.serves(stop)
            and not shift.forbids(stop)
            and stop.tags <= shift.tags
        )
