"""Who may do what? One table of commands and one of reads; tests and the contract are made from them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here for; one person may have several."""

    ADMIN = "admin"
    DISPATCHER = "dispatcher"
    PICKER = "picker"
    COURIER = "courier"
    CASHIER = "cashier"


class Kind(StrEnum):
    """A fact has happened and is never refused; an intent may be rejected."""

    FACT = "fact"
    INTENT = "intent"


class Relation(StrEnum):
    """What the actor must have to do with the subject, besides belonging to its hub."""

    HUB = "hub"  # nothing more
    OWN = "own"  # it is his own shift, or one not known yet
    GIVEN_STOP = "given-stop"  # the stop was at some time on his route
    GIVEN_ROUTE = "given-route"  # the route is or was his
    LOADS_ROUTE = "loads-route"  # the route is or was his, or he hands out the parcels of the building
    NOT_OWN_ROUTE = "not-own-route"  # nobody counts his own money
    NOT_ABOUT_SELF = "not-about-self"  # nobody settles what does not fit in his own deliveries
    NOT_SELF = "not-self"  # nobody disables himself


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may give a command."""

    kind: Kind
    roles: frozenset[Role]
    relation: Relation = Relation.HUB


def _rule(kind: Kind, *roles: Role, relation: Relation = Relation.HUB) -> Rule:
    return Rule(kind, frozenset(roles), relation)


_F, _I = Kind.FACT, Kind.INTENT
_OFFICE = (Role.DISPATCHER, Role.ADMIN)

COMMANDS: dict[str, Rule] = {
    "start_shift": _rule(_F, Role.COURIER, relation=Relation.OWN),
    "end_shift": _rule(_F, Role.COURIER, relation=Relation.OWN),
    "accept_route": _rule(_F, Role.COURIER, relation=Relation.GIVEN_ROUTE),
    "start_route": _rule(_F, Role.COURIER, relation=Relation.GIVEN_ROUTE),
    "arrive_stop": _rule(_F, Role.COURIER, relation=Relation.GIVEN_STOP),
    "deliver_stop": _rule(_F, Role.COURIER, relation=Relation.GIVEN_STOP),
    "fail_stop": _rule(_F, Role.COURIER, relation=Relation.GIVEN_STOP),
    "claim_next": _rule(_I, Role.PICKER),
    "claim_task": _rule(_I, Role.PICKER),
    "release_task": _rule(_I, Role.PICKER, *_OFFICE),
    "pick_line": _rule(_F, Role.PICKER),
    "pack_order": _rule(_I, Role.PICKER),
    "load_parcel": _rule(_F, Role.PICKER, Role.COURIER, relation=Relation.LOADS_ROUTE),
    "unload_parcel": _rule(_F, Role.PICKER, Role.COURIER, relation=Relation.LOADS_ROUTE),
    "return_goods": _rule(_F, Role.PICKER, Role.CASHIER, *_OFFICE),
    "request_plan": _rule(_I, *_OFFICE),
    "cancel_plan": _rule(_I, *_OFFICE),
    "discard_plan": _rule(_I, *_OFFICE),
    "publish_plan": _rule(_I, *_OFFICE),
    "move_stop": _rule(_I, *_OFFICE),
    "remove_stop": _rule(_I, *_OFFICE),
    "add_stop": _rule(_I, *_OFFICE),
    "lock_stop": _rule(_I, *_OFFICE),
    "lock_route": _rule(_I, *_OFFICE),
    "request_replan": _rule(_I, *_OFFICE),
    "apply_replan": _rule(_I, *_OFFICE),
    "undo_replan": _rule(_I, *_OFFICE),
    "discard_replan": _rule(_I, *_OFFICE),
    "set_zone": _rule(_I, *_OFFICE),
    "set_point": _rule(_I, *_OFFICE),
    "postpone_order": _rule(_I, *_OFFICE),
    "cancel_order": _rule(_I, *_OFFICE),
    "resolve_discrepancy": _rule(_I, Role.CASHIER, *_OFFICE, relation=Relation.NOT_ABOUT_SELF),
    "count_sheet": _rule(_F, Role.CASHIER, relation=Relation.NOT_OWN_ROUTE),
    "close_sheet": _rule(_I, Role.CASHIER, relation=Relation.NOT_OWN_ROUTE),
    "retry_hook": _rule(_I, *_OFFICE),
    "set_webhook": _rule(_I, Role.ADMIN),
    "set_courier": _rule(_I, Role.ADMIN),
    "disable_user": _rule(_I, Role.ADMIN, relation=Relation.NOT_SELF),
    "revoke_device": _rule(_I, Role.ADMIN),
    # By the server only: intake, imports, jobs, the command line, and what carries a secret, which must
    # never lie in a device's journal.
    "add_hub": _rule(_I),
    "add_user": _rule(_I),
    "add_shop": _rule(_I),
    "accept_order": _rule(_I),
    "import_items": _rule(_I),
    "import_bins": _rule(_I),
    "import_stock": _rule(_I),
    "import_expected": _rule(_I),
    "import_zones": _rule(_I),
    "import_courier": _rule(_I),
    "record_plan": _rule(_I),
    "fail_plan": _rule(_I),
    "extend_plan": _rule(_I),
    "record_replan": _rule(_I),
    "fail_replan": _rule(_I),
    "retime_route": _rule(_I),
    "record_turns": _rule(_I),
    "learn_service": _rule(_I),
    "hide_contacts": _rule(_I),
    "record_hook": _rule(_I),
}

_ALL = frozenset(Role)
_OFFICE_SET = frozenset(_OFFICE)

# Endpoint -> roles; None is open to anyone, an empty set to no session at all (it carries its own proof).
ENDPOINTS: dict[str, frozenset[Role] | None] = {
    "static.page": None,
    "static.asset": None,
    "static.authority": None,
    "health.alive": None,
    "health.ready": None,
    "clock.tell": None,
    "session.login": None,
    "session.logout": None,
    "session.me": _ALL,
    "commands.post_commands": _ALL,
    "pull.pull": _ALL,
    "pull.rows": _ALL,
    "positions.post_positions": frozenset({Role.COURIER}),
    "positions.get_positions": _OFFICE_SET,
    "positions.track": _OFFICE_SET,
    "sheets.sheet": frozenset({Role.CASHIER}),
    "sheets.sheet_pdf": frozenset({Role.COURIER, *_OFFICE}),  # it names the sums that a cashier counts blind
    "orders.find": frozenset({Role.PICKER, *_OFFICE}),
    "orders.history": _OFFICE_SET,
    "orders.offers": _OFFICE_SET,
    **{
        f"parcels.{label}": frozenset({Role.PICKER, Role.COURIER, *_OFFICE})  # not to who counts blind
        for label in ("label_pdf", "label_picture", "order_labels")
    },
    "parcels.tote_labels": frozenset({Role.PICKER, *_OFFICE}),
    "imports.import_file": _OFFICE_SET,
    "stock.figure": frozenset({Role.PICKER, *_OFFICE}),
    **{f"zones.{what}": _OFFICE_SET for what in ("geojson", "kml", "preview", "districts")},
    **{f"times.{what}": _OFFICE_SET for what in ("times", "times_csv", "route_etas")},
    "shops.post_orders": frozenset(),
    "admin.add_shop": frozenset({Role.ADMIN}),
    "admin.add_user": frozenset({Role.ADMIN}),
    "admin.shops": _OFFICE_SET,
    "admin.devices": frozenset({Role.ADMIN}),
    "export.export_lines": frozenset({Role.ADMIN}),
    "map.source": _ALL,
    "basemap.town": _ALL,
    "pictures.picture": _ALL,
    "openapi.document": None,
}
# Only under `waybill demo`.
DEMO_ENDPOINTS: dict[str, frozenset[Role] | None] = {
    "demo.day": _OFFICE_SET,
    "demo.play": _OFFICE_SET,
}
# A session that is over still hands in what its device has recorded, and learns nothing.
OVER_BUT_OPEN = frozenset({"commands.post_commands"})
