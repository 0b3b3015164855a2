"""How long does the demo's day take to plan, and how much better is it than going to the nearest next?

`make bench-plan`: 156 orders, 8 couriers, real roads; from the dispatcher's command to the recorded plan.
"""

import tempfile
import time
from pathlib import Path

from server import clock
from server.db import db, mapping
from server.db.people import Hub
from server.db.plans import Plan, Route
from tests.databases import empty_config
from tests.demo_town import build_roads, fill, plan_it, tomorrow

BUDGET_S, RUNS = 8, 3


def nearest_next(problem, matrices) -> int:
    """Seconds travelled when every courier always goes to the nearest stop he can still serve in time."""
    left, total = {stop.id: stop for stop in problem.stops}, 0
    for shift in problem.shifts:
        here, now, grams, parcels = shift.start, shift.window.start_s, 0, 0
        matrix = matrices[shift.profile]
        while True:
            best = None
            for stop in left.values():
                leg, back = matrix.leg(here, stop.place), matrix.leg(stop.place, shift.end)
                if leg.seconds is None or back.seconds is None or not shift.serves(stop):
                    continue
                window = stop.windows[0]
                start = max(now + leg.seconds, window.start_s)
                done = start + stop.service_s
                fits = start <= window.end_s and done + back.seconds <= shift.window.end_s
                full = (
                    grams + stop.weight_g > shift.capacity_g
                    or parcels + stop.parcels > shift.capacity_parcels
                )
                if fits and not full and (best is None or (start, leg.seconds) < best[:2]):
                    best = (start, leg.seconds, done, stop)
            if best is None:
                break
            _, travel, now, stop = best
            total, grams, parcels, here = (
                total + travel,
                grams + stop.weight_g,
                parcels + stop.parcels,
                stop.place,
            )
            del left[stop.id]
        total += matrix.leg(here, shift.end).seconds or 0
    print(f"nearest next: {len(left)} orders left out, {total / 3600:.2f} h on the way")
    return total


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config, on = empty_config("sqlite", Path(folder)), tomorrow()
        build_roads(config)
        app, hub_id, _ = fill(config, on)
        with app.app_context():
            problem = mapping.problem_of(db.session(), db.session.get_one(Hub, hub_id), on, clock.now())
            db.session.remove()
        for run in range(RUNS):
            began = time.monotonic()
            plan_id = plan_it(app, hub_id, on, BUDGET_S)
            wall_s = time.monotonic() - began
            with app.app_context():
                plan = db.session.get_one(Plan, plan_id)
                travel_s = sum(r.travel_s for r in db.session.query(Route).filter_by(plan_id=plan_id))
                served = plan.orders - len(plan.unassigned)
                print(f"run {run + 1}: {wall_s:.1f} s wall, {served} of {plan.orders} served, "
                      f"{travel_s / 3600:.2f} h on the way")  # fmt: skip
                matrices = {p: mapping.matrix_of(db.session(), sha) for p, sha in plan.matrices.items()}
                db.session.remove()
        baseline = nearest_next(problem, matrices)
        print(f"ratio to nearest next: {travel_s / baseline:.2f}")


if __name__ == "__main__":
    main()
