"""How did it begin? The tables of the first release, and the triggers that keep its books unchangeable."""
# A table reads better as a table.
# fmt: off

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Names are fixed here: a later change finds what was made once, on either database.
tables = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
})


def _column(name: str, kind: Any, *more: Any, **how: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, **{"nullable": False, **how})


def maybe(column: sa.Column[Any]) -> sa.Column[Any]:
    column.nullable = True
    return column


def text(name: str, most: int | None = None, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.String(most), **how)


def whole(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.BigInteger, autoincrement=False, **how)


def real(name: str) -> sa.Column[Any]:
    return _column(name, sa.Double)


def flag(name: str) -> sa.Column[Any]:
    return _column(name, sa.Boolean)


def json(name: str) -> sa.Column[Any]:
    return _column(name, sa.JSON)


def octets(name: str) -> sa.Column[Any]:
    return _column(name, sa.LargeBinary)


def moment(name: str, **how: Any) -> sa.Column[Any]:
    """UTC, without a zone."""
    return _column(name, sa.DateTime, **how)


def day(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.Date, **how)


def id_() -> sa.Column[Any]:
    return text("id", 36, primary_key=True)


def ref(name: str, to: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.String(36), sa.ForeignKey(to), **how)


def versioned() -> tuple[sa.Column[Any], ...]:
    """What every row has that devices pull."""
    return id_(), ref("hub_id", "hub.id", index=True), whole("version", index=True)


def table(name: str, *parts: sa.schema.SchemaItem) -> None:
    sa.Table(name, tables, *parts)


# Who works where, on which device, signed in how
table("hub",
    id_(), text("name", 80, unique=True), real("lat"), real("lon"), text("tz", 60), text("currency", 3),
    whole("version"))
table("scope",
    text("name", 50, primary_key=True), whole("version"))
table("meta",
    text("key", 40, primary_key=True), text("value"))
table("user",
    *versioned(), text("login", 60, unique=True), text("name", 80), json("roles"), text("password_hash"),
    maybe(moment("disabled_at")), maybe(text("vehicle", 10)), maybe(whole("capacity_g")),
    maybe(whole("capacity_parcels")), maybe(text("shift_from", 5)), maybe(text("shift_to", 5)),
    maybe(json("zones")))
table("device",
    id_(), whole("last_seq"), moment("created_at"), maybe(moment("last_seen_at")),
    maybe(whole("queue_length")), maybe(moment("queue_oldest_at")), maybe(moment("revoked_at")))
table("device_user",
    ref("device_id", "device.id", primary_key=True), ref("user_id", "user.id", primary_key=True),
    moment("bound_at"))
table("credential",
    text("token_hash", 64, primary_key=True), ref("user_id", "user.id", index=True),
    ref("device_id", "device.id", index=True), moment("created_at"), moment("expires_at"),
    maybe(moment("revoked_at")))
table("login_failure",
    id_(), text("key", 120), moment("at"), sa.Index("ix_login_failure_key_at", "key", "at"))
table("position",
    ref("courier_id", "user.id", primary_key=True), ref("hub_id", "hub.id", index=True), moment("at"),
    moment("received_at", index=True), real("lat"), real("lon"), real("accuracy_m"))
table("fix",
    ref("courier_id", "user.id", primary_key=True), moment("at", primary_key=True),
    maybe(text("shift_id", 36, index=True)), moment("received_at", index=True), json("body"))

# Shops, what they sent, goods, zones, orders
table("shop",
    *versioned(), text("name", 60, unique=True), json("secrets"))
table("inbox",
    id_(), ref("shop_id", "shop.id"), text("message_id", 200), text("sha256", 64), moment("received_at"),
    maybe(octets("body")), maybe(json("report")), day("erase_on"),
    sa.UniqueConstraint("shop_id", "message_id"))
table("item",
    id_(), whole("version"), text("sku", 80, unique=True), text("name", 300), whole("weight_g"),
    maybe(whole("price_minor")), maybe(text("picture")))
table("item_gtin",
    text("gtin", 14, primary_key=True), ref("item_id", "item.id", index=True))
table("zone",
    *versioned(), text("name", 80), whole("priority"), whole("delivery_fee_minor"), json("geometry"),
    maybe(moment("retired_at")))
table("order",
    *versioned(), ref("shop_id", "shop.id"), text("number", 80), text("content_sha256", 64),
    maybe(text("source_version", 80)), text("status", 12, index=True), maybe(ref("zone_id", "zone.id")),
    maybe(text("zone_reason", 12)), flag("zone_by_hand"), flag("point_by_hand"), maybe(real("lat")),
    maybe(real("lon")), maybe(moment("placed_at")), moment("accepted_at"), day("delivery_on", index=True),
    moment("window_from_at"), moment("window_to_at"), text("payment", 8), whole("due_minor"),
    whole("total_minor"), whole("delivery_fee_minor"), text("currency", 3), whole("weight_g"),
    whole("parcels"), whole("service_s"), maybe(moment("contact_hidden_at")),
    sa.UniqueConstraint("shop_id", "number"))
table("order_line",
    ref("order_id", "order.id", primary_key=True), whole("n", primary_key=True), text("sku", 80),
    text("name", 300), maybe(text("gtin", 14)), whole("quantity"), whole("price_minor"), whole("weight_g"))
table("contact",
    ref("order_id", "order.id", primary_key=True), text("customer"), text("phone"), text("address"),
    text("note"), day("erase_on", index=True))

# Plans, routes, stops, shifts
table("shift",
    *versioned(), ref("courier_id", "user.id", index=True), text("status", 8), moment("started_at"),
    maybe(moment("ended_at")), maybe(moment("closed_at")))
table("plan",
    *versioned(), day("on", index=True), text("status", 10), whole("seed"), maybe(whole("budget_s")),
    maybe(whole("iterations")), whole("orders"), maybe(text("source")), maybe(text("failure")),
    maybe(json("matrices")), moment("requested_at"), maybe(moment("cancel_at")))
table("plan_progress",
    ref("plan_id", "plan.id", primary_key=True), ref("hub_id", "hub.id", index=True),
    moment("at", index=True), json("body"))
table("unassigned",
    ref("plan_id", "plan.id", primary_key=True), ref("order_id", "order.id", primary_key=True),
    text("reason", 30), json("detail"))
table("matrix",
    text("sha256", 64, primary_key=True), octets("body"))
table("route",
    *versioned(), ref("plan_id", "plan.id", index=True), ref("courier_id", "user.id", index=True),
    maybe(ref("shift_id", "shift.id")), day("on"), text("status", 10), whole("revision"),
    maybe(whole("accepted_revision")), text("sheet_code", 20, unique=True), moment("window_from_at"),
    moment("window_to_at"), text("profile", 10), maybe(text("matrix", 64)), maybe(moment("depart_at")),
    maybe(moment("return_at")), whole("travel_s"), whole("travel_m"), flag("estimated"), json("violations"),
    maybe(json("line")), maybe(moment("closed_at")))
table("stop",
    *versioned(), ref("route_id", "route.id", index=True), ref("order_id", "order.id", index=True),
    whole("position"), text("status", 10), maybe(moment("arrive_at")), maybe(moment("leave_at")),
    whole("travel_s"), whole("travel_m"), maybe(moment("done_at")), maybe(text("fail_reason", 20)),
    maybe(text("tender", 8)), maybe(whole("collected_minor")), maybe(moment("removed_at")))
table("assignment",
    ref("stop_id", "stop.id", primary_key=True), ref("courier_id", "user.id", primary_key=True),
    ref("route_id", "route.id"), moment("given_at"))

# The ledger, counts, facts that do not fit
table("entry",
    text("command_id", 36, primary_key=True), whole("n", primary_key=True),
    ref("hub_id", "hub.id", index=True), text("debit", 60, index=True), text("credit", 60, index=True),
    whole("minor"), text("currency", 3), text("code", 20), maybe(ref("route_id", "route.id", index=True)),
    maybe(ref("order_id", "order.id", index=True)), maybe(ref("shift_id", "shift.id")),
    maybe(ref("shop_id", "shop.id")), text("actor", 36), moment("received_at"),
    maybe(text("reverses", 40, unique=True)), sa.CheckConstraint("debit <> credit", name="two_sides"),
    sa.CheckConstraint("minor > 0", name="positive"))
table("count",
    *versioned(), ref("route_id", "route.id", index=True), ref("cashier_id", "user.id"), text("status", 8),
    text("currency", 3), json("pieces"), whole("counted_minor"), whole("expected_minor"),
    whole("difference_minor"), maybe(text("reason", 20)), moment("counted_at"), maybe(moment("closed_at")))
table("discrepancy",
    *versioned(), text("kind", 40), maybe(ref("order_id", "order.id")), maybe(ref("route_id", "route.id")),
    maybe(ref("courier_id", "user.id")), text("command_id", 36), json("detail"), moment("opened_at"),
    maybe(moment("resolved_at")))

# What was asked, what happened, what must still be done
table("command_log",
    id_(), maybe(ref("device_id", "device.id")), maybe(whole("seq")), text("name", 40), whole("v"),
    text("actor", 36, index=True), moment("at"), text("tz", 60), maybe(text("base")), json("args"),
    text("sha256", 64), text("outcome", 12, index=True), maybe(json("problem")), maybe(text("hub_id", 36)),
    whole("version"), moment("received_at", index=True), sa.UniqueConstraint("device_id", "seq"))
table("private_args",
    ref("command_id", "command_log.id", primary_key=True), json("values"), day("erase_on", index=True))
table("event_log",
    text("command_id", 36, primary_key=True), whole("n", primary_key=True), text("name", 40),
    maybe(text("hub_id", 36)), whole("version"), maybe(text("order_id", 36, index=True)),
    maybe(text("subject_id", 36, index=True)), maybe(text("old", 40)), maybe(text("new", 40)),
    json("detail"), text("actor", 36), text("source", 12), moment("at"), moment("received_at"))
table("job",
    id_(), text("name", 40), text("subject_id", 36), maybe(text("hub_id", 36)), text("status", 8),
    moment("created_at"), moment("due_at"), maybe(moment("lease_until_at")), maybe(text("lease_owner", 36)),
    whole("attempts"), maybe(text("error")), sa.Index("ix_job_status_due", "status", "due_at"))

UNCHANGEABLE = ("entry", "event_log")

# On SQLite "insert or replace" deletes without asking the delete trigger, so a known key is refused as well.
_SQLITE = """
create trigger {table}_no_update before update on {table}
begin select raise(abort, '{table} is only added to'); end;
create trigger {table}_no_delete before delete on {table}
begin select raise(abort, '{table} is only added to'); end;
create trigger {table}_no_replace before insert on {table}
when exists (select 1 from {table} where command_id = new.command_id and n = new.n)
begin select raise(abort, '{table} is only added to'); end;
"""

_POSTGRES = """
create trigger {table}_no_change before update or delete on {table}
for each row execute function only_added_to();
create trigger {table}_no_truncate before truncate on {table}
for each statement execute function only_added_to();
"""

_REFUSE = """
create function only_added_to() returns trigger language plpgsql as
$$ begin raise exception '% is only added to', tg_table_name; end $$
"""


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(_REFUSE)
    for name in UNCHANGEABLE:
        for statement in (_SQLITE if sqlite else _POSTGRES).format(table=name).strip().split("\ncreate "):
            op.execute(statement if statement.startswith("create") else f"create {statement}")
