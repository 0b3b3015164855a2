"""What does each courier drive, carry and work, and what may he do? By a file, or by a form."""

from datetime import time
from typing import Any

from sqlalchemy import select

from server.commands import inside, rules
from server.commands.context import Context
from server.db.people import User
from server.domain.access import Role
from server.domain.delivery import RELOAD_S
from server.domain.errors import Problem
from server.domain.hours import within
from server.imports.couriers import CourierRow


def import_courier(context: Context, a: inside.ImportCourier) -> None:
    """Add a courier, or change what a known one drives, carries and works; he keeps his password, and the
    rules of which the file has no column."""
    sent, fields = a.courier, _fields(a.courier)
    user = context.first(select(User).where(User.login == a.login))
    if user is None:
        if a.password_hash is None:
            raise Problem("password-missing", login=a.login)
        context.session.add(
            User(
                id=a.user_id,
                hub_id=context.hub_id,
                login=a.login,
                roles=[Role.COURIER],
                password_hash=a.password_hash,
                name=sent.name,
                **fields,
            )
        )
        context.emit("user.added", a.user_id, roles=[Role.COURIER])
        context.answer["change"] = "accepted"
        return
    if user.hub_id != context.hub_id or Role.COURIER not in user.roles:
        raise Problem("name-taken", name=a.login)
    changed = _change(context, user, {"name": sent.name} | fields)
    context.answer["change"] = "updated" if changed else "unchanged"


def _fields(sent: CourierRow) -> dict[str, Any]:
    """Columns of a courier's row, by what the file says of him."""
    found: dict[str, Any] = {
        "vehicle": str(sent.vehicle),
        "capacity_g": sent.capacity_g,
        "capacity_parcels": sent.capacity_parcels,
        "shift_from": f"{sent.shift_from:%H:%M}",
        "shift_to": f"{sent.shift_to:%H:%M}",
        "zones": None if sent.zones is None else sorted(sent.zones),
    }
    given = sent.rules
    for column, name in (
        ("capacity_l", "capacity_ml"),
        ("cash_limit", "cash_limit_minor"),
        ("max_stops", "max_stops"),
    ):
        if column in given:
            found[name] = given[column]
    for column, name, nothing in (
        ("tags", "tags", []),
        ("forbidden", "forbidden_zones", []),
        ("preferred", "preferred_zones", None),
    ):
        if column in given:
            found[name] = sorted(given[column]) if given[column] else nothing
    if "trips" in given:
        found["max_trips"] = given["trips"] or 1
    if "reload_min" in given:
        found["reload_s"] = RELOAD_S if given["reload_min"] is None else given["reload_min"]
    if "breaks" in given:
        one = next(iter(given["breaks"]), None)
        found["break_from"] = f"{one.begin:%H:%M}" if one else None
        found["break_to"] = f"{one.by:%H:%M}" if one else None
        found["break_s"] = one.duration_s if one else None
    return found


def set_courier(context: Context, a: rules.SetCourier) -> None:
    """The rules hold for plans and times made from now on; what is on a sheet stays as it is."""
    user = context.get(User, a.user_id, lock=True)
    if Role.COURIER not in user.roles:
        raise Problem("not-a-courier", name=user.login)
    whole = [a.break_from, a.break_to, a.break_s]
    if None in whole and whole != [None] * 3:
        raise Problem("break-half")
    if a.break_from and a.break_to and not _lies_within(a):
        hours = f"{a.shift_from}–{a.shift_to}"
        raise Problem("break-outside", value=f"{a.break_from}–{a.break_to}", hours=hours)
    fields = a.model_dump(mode="json", exclude={"user_id"})
    for name in ("zones", "preferred_zones", "forbidden_zones", "tags"):
        if fields[name] is not None:
            fields[name] = sorted(set(fields[name]))
    _change(context, user, fields)


def _lies_within(a: rules.SetCourier) -> bool:
    times = (a.break_from, a.break_to, a.shift_from, a.shift_to)
    return within(*(time.fromisoformat(each or "") for each in times))


def _change(context: Context, user: User, fields: dict[str, Any]) -> bool:
    """Whether anything is different now."""
    changed = {name: value for name, value in fields.items() if getattr(user, name) != value}
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        context.emit("user.changed", user.id)
    return bool(changed)
