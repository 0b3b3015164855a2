"""Which event asks for which slow work? Names only: the work itself lives in server/jobs."""

# event -> (job, seconds to wait)
JOBS: dict[str, tuple[tuple[str, int], ...]] = {
    "plan.requested": (("plan_routes", 0),),
    "replan.requested": (("replan_routes", 0),),
    "route.published": (("write_turns", 0),),
    "route.changed": (("draw_route", 0), ("write_turns", 0)),
    "stop.delivered": (("hide_contact", 7200),),
    "stop.failed": (("hide_contact", 7200),),
}

# Who answers when he likes: the worker looks for these by itself, and no plan waits behind a slow shop.
OUTSIDE = frozenset({"tell_shop"})
