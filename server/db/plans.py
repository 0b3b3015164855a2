"""Who goes where, and who was ever given what? Rows of plans, routes, stops and shifts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db.base import Base, Versioned


class Shift(Versioned, Base):
    """A courier at work from … to …; his phone begins it."""

    __tablename__ = "shift"
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    status: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Plan(Versioned, Base):
    """One answer to "who goes where" for a day."""

    __tablename__ = "plan"
    on: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int]
    budget_s: Mapped[int | None]
    iterations: Mapped[int | None]
    orders: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None]
    failure: Mapped[str | None]
    matrices: Mapped[dict[str, Any] | None]  # profile -> hash of its matrix
    requested_at: Mapped[datetime]
    cancel_at: Mapped[datetime | None]  # polled by the worker
    # Courier -> orders in turn: of the draft that it takes the place of; and, to be taken as they are
    # instead of searched for, of the draft before that one.
    before: Mapped[dict[str, Any] | None]
    given: Mapped[dict[str, Any] | None]
    difference: Mapped[dict[str, Any] | None]  # from `before`, in seconds and metres, by routes and orders
    unassigned: Mapped[list["Unassigned"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PlanProgress(Base):
    """How far the search is; written by the worker outside the log, read by the sockets."""

    __tablename__ = "plan_progress"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    hub_id: Mapped[str] = mapped_column(ForeignKey("hub.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class Unassigned(Base):
    """An order that a plan left out, and why."""

    __tablename__ = "unassigned"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(30))
    detail: Mapped[dict[str, Any]]


class Matrix(Base):
    """Travel seconds and metres a plan was made with, by their hash."""

    __tablename__ = "matrix"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Route(Versioned, Base):
    """One courier's way through a part of the plan, and the sheet that he carries."""

    __tablename__ = "route"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    shift_id: Mapped[str | None] = mapped_column(ForeignKey("shift.id"))
    on: Mapped[date]
    status: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(default=0)
    accepted_revision: Mapped[int | None]
    sheet_code: Mapped[str] = mapped_column(String(20), unique=True)
    window_from_at: Mapped[datetime]  # the courier's working time that it was planned for
    window_to_at: Mapped[datetime]
    profile: Mapped[str] = mapped_column(String(10))
    matrix: Mapped[str | None] = mapped_column(String(64))  # hash of the travel times it is timed with
    depart_at: Mapped[datetime | None]
    return_at: Mapped[datetime | None]
    travel_s: Mapped[int] = mapped_column(default=0)
    travel_m: Mapped[int] = mapped_column(default=0)
    estimated: Mapped[bool] = mapped_column(default=False)
    violations: Mapped[list[Any]]
    line: Mapped[list[Any] | None]
    turns: Mapped[list[Any] | None]  # of each leg, for the courier
    breaks: Mapped[list[Any]] = mapped_column(default=list)
    locked_at: Mapped[datetime | None]  # a plan made anew leaves it as it is
    closed_at: Mapped[datetime | None]


class Stop(Versioned, Base):
    """One order's place on a route. Taken off, it stays for the facts that may still come about it."""

    __tablename__ = "stop"
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    arrive_at: Mapped[datetime | None]
    leave_at: Mapped[datetime | None]
    travel_s: Mapped[int] = mapped_column(default=0)
    travel_m: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    fail_reason: Mapped[str | None] = mapped_column(String(20))
    tender: Mapped[str | None] = mapped_column(String(8))
    collected_minor: Mapped[int | None]
    removed_at: Mapped[datetime | None]
    locked: Mapped[str | None] = mapped_column(String(8))  # courier: stays his; head: in this order too
    planned_at: Mapped[datetime | None]  # the arrival that stood on the sheet when it was sent
    arrived_at: Mapped[datetime | None]  # as he marked it


class Replan(Versioned, Base):
    """The rest of a day made anew over the routes that are out: proposed, then taken or thrown away."""

    __tablename__ = "replan"
    on: Mapped[date]
    status: Mapped[str] = mapped_column(String(10))
    body: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(String(60))
    requested_at: Mapped[datetime]


class Assignment(Base):
    """Who was ever given a stop: facts about it are judged by this, not by who holds it now."""

    __tablename__ = "assignment"
    stop_id: Mapped[str] = mapped_column(ForeignKey("stop.id"), primary_key=True)
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id"))
    given_at: Mapped[datetime]
