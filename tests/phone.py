"""How does a phone behave that must not lose anything? A simulated journal; the wire is an argument."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from server.ids import new_id

BATCH = 50


@dataclass(slots=True)
class Phone:
    """A device and its numbered journal. `made[n]` has seq n + 1; `answers` holds every outcome ever told."""

    device_id: str
    actor: str
    made: list[dict[str, Any]] = field(default_factory=list)
    acked: int = 0
    epoch: str | None = None
    answers: dict[str, list[str]] = field(default_factory=dict)

    def make(self, name: str, args: dict[str, Any], actor: str | None = None, at: str | None = None) -> str:
        """Write a command down; it is not sent by this."""
        id = new_id()
        moment = at or datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.made.append(
            {"id": id, "seq": len(self.made) + 1, "v": 1, "name": name, "actor": actor or self.actor,
             "at": moment, "tz": "Europe/Helsinki", "base": None, "args": args}
        )  # fmt: skip
        return id

    @property
    def queue(self) -> list[dict[str, Any]]:
        """What no answer has covered yet."""
        return self.made[self.acked :]

    def envelope(self, commands: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        return {"device_id": self.device_id, "commands": self.queue[:BATCH] if commands is None else commands}

    def hear(self, answer: dict[str, Any]) -> None:
        """Take an answer in. The server's last_seq is the truth: after a restored backup it goes back."""
        self.epoch = answer["epoch"]
        self.acked = min(answer["last_seq"], len(self.made))
        for result in answer["results"]:
            self.answers.setdefault(result["id"], []).append(result["outcome"])

    def flush(self, send: Callable[[dict[str, Any]], dict[str, Any]], rounds: int = 100) -> bool:
        """Send until nothing is left; False when the server did not take all within `rounds`."""
        for _ in range(rounds):
            if not self.queue:
                return True
            self.hear(send(self.envelope()))
        return not self.queue
