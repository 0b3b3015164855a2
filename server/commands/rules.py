"""What does a command about a courier's rules carry? Times are the hub's."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.commands.args import Args, Id, Minor
from server.domain.delivery import RELOAD_S
from server.imports.couriers import Vehicle

type Name = Annotated[str, StringConstraints(pattern=r"^\S{1,80}$")]
type Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
type Amount = Annotated[int, Field(ge=1, le=50_000_000)]


class SetCourier(Args):
    """All that a courier drives, carries, works and may do; what is None is no limit.

    A shift that ends at or before its beginning ends on the next day. `zones`: the only ones he serves;
    outside of `preferred_zones` he goes at a price. The break begins between its two times and lasts
    `break_s`; all three or none.
    """

    user_id: Id
    vehicle: Vehicle
    capacity_g: Amount
    capacity_parcels: Annotated[int, Field(ge=1, le=10_000)]
    capacity_ml: Amount | None = None
    shift_from: Clock
    shift_to: Clock
    zones: tuple[str, ...] | None = None
    preferred_zones: tuple[str, ...] | None = None
    forbidden_zones: tuple[str, ...] = ()
    tags: tuple[Name, ...] = ()
    cash_limit_minor: Minor | None = None
    max_stops: Annotated[int, Field(ge=1, le=1000)] | None = None
    max_trips: Annotated[int, Field(ge=1, le=20)] = 1
    reload_s: Annotated[int, Field(ge=0, le=14_400)] = RELOAD_S
    break_from: Clock | None = None
    break_to: Clock | None = None
    break_s: Annotated[int, Field(ge=60, le=14_400)] | None = None
