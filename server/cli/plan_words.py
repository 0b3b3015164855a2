"""How does a person say why an order stays out, and what would help?"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from routing.plan import Reason, Unassigned
from server.texts import formats, t

type Clock = Callable[[int], str]

_NO_WAY = {
    "off-road": "too far from any road for",
    "no-way-there": "no road leads there for",
    "no-way-back": "no road leads back for",
}
_FILLS = {
    "time": "time",
    "weight": "weight",
    "volume": "volume",
    "parcels": "number of parcels",
    "cash-limit": "cash limit",
    "max-stops": "number of stops",
    "max-metres": "kilometres",
    "max-travel": "minutes on the road",
}
_NOT_PLANNED = {
    "no-point": "has no point on the map",
    "outside-zones": "lies outside of all zones",
}


class Words:
    """Sentences about one day: its clock, its money, the names of its couriers."""

    def __init__(self, clock: Clock, currency: str, couriers: Mapping[str, str]) -> None:
        self.clock, self.currency, self.couriers = clock, currency, couriers

    def name(self, shift_id: str | None) -> str:
        return self.couriers.get(shift_id or "", shift_id or "")

    def money(self, minor: int) -> str:
        return formats.money("en", minor, self.currency)

    def not_planned(self, code: str) -> str:
        return _NOT_PLANNED[code]

    def why(self, left: Unassigned) -> str:
        """The reason with its figures."""
        detail: Mapping[str, Any] = left.detail
        match left.reason:
            case Reason.NO_COURIER:
                return "there is no courier"
            case Reason.NO_ROAD:
                return ", ".join(f"{_NO_WAY[why]} {profile}" for profile, why in detail["why"].items())
            case Reason.ZONE:
                return f"no courier serves the zone {detail['zone']}"
            case Reason.FORBIDDEN:
                return f"whoever could is not to go to the zone {detail['zone']}"
            case Reason.TAG:
                return f"no courier has the tag {', '.join(detail['tags'])}"
            case Reason.SHIFT_TOO_SHORT:
                return f"takes {_minutes(detail['missing_s'])} longer than any shift"
            case Reason.WINDOW:
                earliest, latest = self.clock(detail["earliest_s"]), self.clock(detail["latest_s"])
                return f"its window cannot be met: somebody could begin from {earliest} to {latest}"
            case Reason.SHIFT_FULL:
                filled = ", ".join(_FILLS[name] for name in detail["blocked_by"])
                return f"all shifts are full ({filled})"
            case Reason.CHEAPER_OUT:
                return f"costs {_minutes(detail['extra_s'])} more, worth {_minutes(detail['drop_cost_s'])}"
            case Reason.OUT_OF_TIME:
                return "the search ended before it was put in"
            case _:
                return self._too_much(left.reason, detail)

    def _too_much(self, reason: Reason, detail: Mapping[str, Any]) -> str:
        if reason is Reason.WEIGHT:
            return (
                f"weighs {detail['weight_g'] / 1000:g} kg, the largest bag holds {detail['most_g'] / 1000:g}"
            )
        if reason is Reason.VOLUME:
            return f"is {detail['volume_ml'] / 1000:g} l, the largest bag holds {detail['most_ml'] / 1000:g}"
        if reason is Reason.PARCELS:
            return f"has {detail['parcels']} parcels, the largest bag holds {detail['most_parcels']}"
        cash, most = self.money(detail["cash_minor"]), self.money(detail["most_minor"])
        return f"brings {cash} in cash, the highest limit is {most}"

    def help(self, help: Mapping[str, Any], windows: Mapping[str, Any]) -> str:
        """The smallest change, in the dispatcher's words; `windows`: of shifts and stops by id, before it."""
        said = [self._change(one, windows) for one in (help, *help.get("also", ()))]
        return reduce(lambda one, two: t("en", "dispatch.help.and", one=one, two=two), said)

    def _change(self, one: Mapping[str, Any], windows: Mapping[str, Any]) -> str:
        code, amount = one["change"], one.get("amount", 0)
        told = {"who": self.name(one.get("shift_id")), "what": one.get("what") or "", "amount": str(amount)}
        if code in _SPANS:
            told["amount"] = _minutes(amount)
        elif code in _THOUSANDS:
            told["amount"] = f"{amount / 1000:g}{_THOUSANDS[code]}"
        elif code == "cash-limit":
            told["amount"] = self.money(amount)
        elif code == "another-courier":
            told |= {"vehicle": one["profile"], "from": self.clock(one["from_s"])}
            told["until"] = self.clock(one["until_s"])
        said = {} if code not in _MOVED else {"time": self._moved(code, one, windows)}
        words = t("en", f"dispatch.help.{code}", **told, **said)
        if code in ("shift-end", "shift-start"):
            return f"{words} ({said['time']})"
        return f"{words} with {', '.join(one['tags'])}" if one.get("tags") else words

    def _moved(self, code: str, one: Mapping[str, Any], windows: Mapping[str, Any]) -> str:
        """When it ends or begins then."""
        window = windows[one.get("shift_id") or one["stop_id"]]
        end, amount = code.endswith("end"), one["amount"]
        return self.clock(window.end_s + amount if end else window.start_s - amount)


_MOVED = frozenset({"shift-end", "shift-start", "window-end", "window-start"})
_SPANS = frozenset({"shift-end", "shift-start", "max-travel", "drop-cost"})
_THOUSANDS = {"capacity-g": " kg", "capacity-ml": "", "max-metres": " km"}


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"
