"""What was asked, what happened, what must still be done? Rows of the logs and the jobs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base


class CommandLog(Base):
    """Every command that was ever answered, and its answer. Holds ids and hashes, never a person's data."""

    __tablename__ = "command_log"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    seq: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(40))
    v: Mapped[int]
    actor: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    tz: Mapped[str] = mapped_column(String(60))
    base: Mapped[str | None]
    args: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))  # of the whole content, private fields included
    outcome: Mapped[str] = mapped_column(String(12), index=True)
    problem: Mapped[dict[str, Any] | None]
    hub_id: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("device_id", "seq"),)


class PrivateArgs(Base):
    """The private fields of a command, apart from the log and erasable."""

    __tablename__ = "private_args"
    command_id: Mapped[str] = mapped_column(ForeignKey("command_log.id"), primary_key=True)
    values: Mapped[dict[str, Any]]
    erase_on: Mapped[date] = mapped_column(index=True)


class EventLog(Base):
    """What happened, in the order of versions; the outbox that feeds the jobs."""

    __tablename__ = "event_log"
    command_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    hub_id: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int]
    order_id: Mapped[str | None] = mapped_column(String(36), index=True)
    subject_id: Mapped[str | None] = mapped_column(String(36), index=True)
    old: Mapped[str | None] = mapped_column(String(40))
    new: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]]
    actor: Mapped[str] = mapped_column(String(36))
    source: Mapped[str] = mapped_column(String(12))  # app | import | api | job | cli
    at: Mapped[datetime]
    received_at: Mapped[datetime]


class Job(Base):
    """Slow work that an event asks for, once a (event, job); leased while it runs."""

    __tablename__ = "job"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(36))
    hub_id: Mapped[str | None] = mapped_column(String(36))
    status: Mapped[str] = mapped_column(String(8))  # waiting | running | done | dead
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    __table_args__ = (Index("ix_job_status_due", "status", "due_at"),)
