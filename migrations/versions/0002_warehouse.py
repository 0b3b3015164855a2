"""What came with the building? Bins, stock, pick tasks, parcels, manifests, and messages to shops."""
# A table reads better as a table.
# fmt: off

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

tables = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
})
# Tables of 0001 that are pointed at; only their keys matter here.
for known in ("hub", "item", "order", "route", "shop", "user"):
    sa.Table(known, tables, sa.Column("id", sa.String(36), primary_key=True))


def _column(name: str, kind: Any, *more: Any, **how: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, **{"nullable": False, **how})


def maybe(column: sa.Column[Any]) -> sa.Column[Any]:
    column.nullable = True
    return column


def text(name: str, most: int, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.String(most), **how)


def whole(name: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.BigInteger, autoincrement=False, **how)


def json(name: str) -> sa.Column[Any]:
    return _column(name, sa.JSON)


def moment(name: str) -> sa.Column[Any]:
    """UTC, without a zone."""
    return _column(name, sa.DateTime)


def ref(name: str, to: str, **how: Any) -> sa.Column[Any]:
    return _column(name, sa.String(36), sa.ForeignKey(to), **how)


def id_() -> sa.Column[Any]:
    return text("id", 36, primary_key=True)


def versioned() -> list[sa.Column[Any]]:
    return [id_(), ref("hub_id", "hub.id", index=True), whole("version", index=True)]


def check(rule: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


LEFT = sa.text("done_at is null")

NEW = [
    sa.Table("bin", tables,
        *versioned(), text("code", 40), text("zone", 40), text("aisle", 20), text("rack", 20),
        text("level", 20), whole("sequence"), sa.UniqueConstraint("hub_id", "code")),
    sa.Table("bin_stock", tables,
        ref("bin_id", "bin.id", primary_key=True), ref("item_id", "item.id", primary_key=True, index=True),
        whole("quantity"), check("quantity >= 0", "not_negative")),
    sa.Table("stock_level", tables,
        *versioned(), ref("item_id", "item.id", index=True), whole("on_hand"), whole("reserved"),
        whole("expected"), maybe(_column("expected_on", sa.Date)), sa.UniqueConstraint("hub_id", "item_id"),
        check("reserved >= 0", "reserved_not_negative"), check("on_hand >= reserved", "reserved_is_there"),
        check("expected >= 0", "expected_not_negative")),
    sa.Table("move", tables,
        text("command_id", 36, primary_key=True), whole("n", primary_key=True),
        ref("hub_id", "hub.id", index=True), ref("item_id", "item.id", index=True), whole("quantity"),
        text("debit", 60, index=True), text("credit", 60, index=True), text("code", 20),
        maybe(ref("order_id", "order.id", index=True)), text("actor", 36), moment("received_at"),
        check("quantity > 0", "positive"), check("debit <> credit", "two_sides")),
    sa.Table("pick_task", tables,
        *versioned(), ref("order_id", "order.id", index=True), text("status", 10, index=True),
        maybe(ref("picker_id", "user.id", index=True)), maybe(moment("claimed_at")),
        maybe(moment("lease_until_at")), maybe(text("tote", 40, index=True))),
    sa.Table("pick_line", tables,
        id_(), ref("task_id", "pick_task.id", index=True), whole("n"), ref("bin_id", "bin.id", index=True),
        ref("item_id", "item.id"), whole("quantity"), whole("picked"), maybe(text("short", 12)),
        maybe(moment("done_at")),
        sa.Index("ix_pick_line_left", "item_id", sqlite_where=LEFT, postgresql_where=LEFT)),
    sa.Table("manifest", tables,
        id_(), ref("hub_id", "hub.id", index=True), ref("route_id", "route.id", index=True),
        ref("courier_id", "user.id"), json("parcels"), moment("closed_at")),
    sa.Table("parcel", tables,
        *versioned(), ref("order_id", "order.id", index=True), text("code", 20, unique=True), whole("n"),
        whole("of"), text("status", 10, index=True), whole("weight_g"), json("units"),
        maybe(ref("route_id", "route.id", index=True)), maybe(ref("manifest_id", "manifest.id")),
        moment("packed_at")),
    sa.Table("hook", tables,
        *versioned(), ref("shop_id", "shop.id", index=True), ref("order_id", "order.id"), whole("n"),
        text("status", 8, index=True), json("body"), whole("attempts"), moment("created_at"),
        moment("due_at"), maybe(moment("sent_at")), maybe(text("error", 300)),
        sa.Index("ix_hook_order_id_n", "order_id", "n", unique=True)),
]

# As for the entries of 0001: on SQLite "insert or replace" deletes without asking the delete trigger.
_SQLITE = (
    """create trigger move_no_update before update on move
    begin select raise(abort, 'move is only added to'); end""",
    """create trigger move_no_delete before delete on move
    begin select raise(abort, 'move is only added to'); end""",
    """create trigger move_no_replace before insert on move
    when exists (select 1 from move where command_id = new.command_id and n = new.n)
    begin select raise(abort, 'move is only added to'); end""",
)
_POSTGRES = (
    """create trigger move_no_change before update or delete on move
    for each row execute function only_added_to()""",
    """create trigger move_no_truncate before truncate on move
    for each statement execute function only_added_to()""",
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), tables=NEW, checkfirst=False)
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)
    for name in ("reserved", "picked"):
        op.add_column("order_line", whole(name, server_default="0"))
    op.add_column("shop", maybe(text("webhook_url", 500)))
    # Nothing was set aside for what waits: the first import of stock does that, the oldest order first.
    op.execute("""update "order" set status = 'short' where status in ('new', 'ready')""")
