"""What do the commands carry that change a plan by hand and in mid-day: locks, and the rest of a day anew?"""

from datetime import date

from server.commands.args import Args, Id
from server.domain.delivery import StopLock


class LockStop(Args):
    """Keep a stop with its courier, or as part of the head of his route: then all open stops before it are
    of the head, too. None: let go."""

    stop_id: Id
    how: StopLock | None = None


class LockRoute(Args):
    """Keep a whole route as it is: nothing is put on it, taken off or moved, by hand or by a plan."""

    route_id: Id
    locked: bool


class RequestReplan(Args):
    """Ask the worker how the rest of a day would go best from where the couriers are now."""

    replan_id: Id
    on: date


class ApplyReplan(Args):
    """Take it, if none of its routes has changed since it was made."""

    replan_id: Id


class UndoReplan(Args):
    """Back to the orders before it, if nothing has changed since."""

    replan_id: Id


class DiscardReplan(Args):
    replan_id: Id
