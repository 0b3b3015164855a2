"""What is said after a day? A table for people, the same as JSON for machines."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.day.audit import Finding
from server.day.facts import Facts
from server.day.scene import Scene

SHOWN = 40
HOUR_S = 3600
# People who wait longer than this for every answer do not get their work done in a day.
SLOW_S = 45
WAITED = "a request, seconds of the day"


@dataclass(slots=True)
class Report:
    """How the day went: figures by name, and what is off."""

    seed: int
    figures: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.findings

    @classmethod
    def of(
        cls, scene: Scene, facts: Facts, findings: Sequence[Finding], day_s: float, real_s: float
    ) -> "Report":
        figures = {
            "day": f"{scene.on} at {scene.clock.rate:g} times real speed",
            "hours of the day": round(day_s / HOUR_S, 1),
            "real seconds": round(real_s),
            **_orders(facts),
            **_money(facts),
            **_traffic(scene, facts, real_s),
            **dict(sorted(scene.truth.tally.items())),
            **dict(sorted(facts.heard.tally.items())),
        }
        return cls(scene.seed, figures, list(findings))

    def as_json(self) -> str:
        off = [{"code": one.code, "words": one.words} for one in self.findings]
        return json.dumps(
            {"seed": self.seed, "clean": self.clean, "figures": self.figures, "findings": off},
            ensure_ascii=False,
            indent=1,
        )

    def as_text(self) -> str:
        width = max(map(len, self.figures), default=0)
        lines = [f"{name.ljust(width)}  {value}" for name, value in self.figures.items()]
        return "\n".join([*lines, "", *self._verdict()])

    def _verdict(self) -> Iterable[str]:
        if self.clean:
            return [*self._advice(), f"Seed {self.seed}: a clean day. Nothing is off."]
        codes = ", ".join(
            f"{code} ({n})" for code, n in Counter(one.code for one in self.findings).most_common()
        )
        shown = [f"  {one.code}: {one.words}" for one in self.findings[:SHOWN]]
        left = len(self.findings) - len(shown)
        more = [f"  … and {left} more"] if left else []
        off = f"Seed {self.seed}: {len(self.findings)} things are off: {codes}"
        return [*self._advice(), off, *shown, *more]

    def _advice(self) -> list[str]:
        """A machine that cannot keep up loses the day's orders to the evening, and the day says little."""
        waited_s = self.figures.get(WAITED, 0)
        if waited_s <= SLOW_S:
            return []
        return [
            f"Each answer took {waited_s} s of the day: the server cannot keep up. Play it slower (--speed)."
        ]


def _orders(facts: Facts) -> dict[str, Any]:
    statuses = Counter(order["status"] for order in facts.orders.values())
    return {"orders": len(facts.orders), **{f"orders {name}": n for name, n in sorted(statuses.items())}}


def _money(facts: Facts) -> dict[str, Any]:
    sums: Counter[str] = Counter()
    for entry in facts.entries:
        sums[entry["code"]] += entry["minor"]
    return {f"booked: {code}": f"{minor / 100:.2f} {facts.currency}" for code, minor in sorted(sums.items())}


def _traffic(scene: Scene, facts: Facts, real_s: float) -> dict[str, Any]:
    outcomes = Counter(line["outcome"] for line in facts.commands)
    made = sum(len(memory.made) for memory in facts.memories)
    seen = scene.net.seen
    mean_ms = round(seen["request_ms"] / max(1, seen["requests"]))
    return {
        "phones": len(facts.memories),
        "commands made by phones": made,
        **{f"commands {name}": n for name, n in sorted(outcomes.items())},
        "commands per second": round(len(facts.commands) / max(1.0, real_s), 1),
        "movements of stock": len(facts.moves),
        "requests": seen["requests"],
        "request, mean ms": mean_ms,
        WAITED: round(mean_ms * scene.clock.rate / 1000),
        "requests broken off": seen["broken"],
        "server outages survived": scene.clock.outages,
        "pulls": sum(phone.pulls for phone in scene.phones),
        "pokes": sum(ear.pokes for ear in scene.ears),
    }
