"""Which slow work is there? One table: its name in the outbox (server/commands/outbox.py) and who does it."""

from server.jobs.draw_route import draw_route
from server.jobs.hide_contact import hide_contact
from server.jobs.measure_order import measure_order
from server.jobs.plan_routes import give_up, plan_routes
from server.jobs.replan_routes import give_up as give_up_replan
from server.jobs.replan_routes import replan_routes
from server.jobs.runner import Kind
from server.jobs.tell_shop import tell_shop
from server.jobs.write_turns import write_turns

JOBS: dict[str, Kind] = {
    "plan_routes": Kind(plan_routes, give_up),
    "replan_routes": Kind(replan_routes, give_up_replan),
    "measure_order": Kind(measure_order),
    "draw_route": Kind(draw_route),
    "write_turns": Kind(write_turns),
    "hide_contact": Kind(hide_contact),
    "tell_shop": Kind(tell_shop),
}
