"""What does a phone remember until it is told that it arrived? Numbered commands, and every answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BATCH = 50

type Command = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server made of a command; `code` and `params` when it had something to say."""

    outcome: str
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.outcome in ("applied", "flagged")


@dataclass(slots=True)
class Journal:
    """A device's commands: `made[n]` has seq n + 1 and is kept for good, so that an audit can ask for it.

    `answers` holds each outcome a command was ever told; more than one distinct is the server's fault.
    """

    device_id: str
    actor: str
    tz: str
    made: list[Command] = field(default_factory=list)
    acked: int = 0
    epoch: str | None = None
    answers: dict[str, Outcome] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def make(self, id: str, name: str, args: dict[str, Any], at: str, base: str | None) -> Command:
        command: Command = {"id": id, "seq": len(self.made) + 1, "v": 1, "name": name, "actor": self.actor}
        command |= {"at": at, "tz": self.tz, "base": base, "args": args}
        self.made.append(command)
        return command

    @property
    def queue(self) -> list[Command]:
        return self.made[self.acked :]

    def envelope(self) -> dict[str, Any]:
        queue = self.queue
        oldest = queue[0]["at"] if queue else None
        told = {"length": len(queue), "oldest_at": oldest}
        return {"device_id": self.device_id, "commands": queue[:BATCH], "queue": told}

    def hear(self, answer: dict[str, Any], tell: Callable[[str], None] = lambda id: None) -> None:
        """Take an answer in; `tell` is called with the id of each command that now has its outcome.

        The server's last_seq is the truth: after a restored backup it goes back, and all is sent again.
        """
        last_seq = min(int(answer["last_seq"]), len(self.made))
        if last_seq < self.acked and answer["epoch"] == self.epoch:
            self.faults.append(f"last_seq fell from {self.acked} to {last_seq} without a new epoch")
        self.acked, self.epoch = last_seq, answer["epoch"]
        for result in answer["results"]:
            problem = result.get("problem") or {}
            told = Outcome(result["outcome"], problem.get("code", ""), problem.get("params") or {})
            self._note(result["id"], told)
            tell(result["id"])

    def _note(self, id: str, told: Outcome) -> None:
        before = self.answers.setdefault(id, told)
        if told.outcome == "refused":
            self.faults.append(f"command {id} was refused: {told.code}")
        elif before.outcome != told.outcome:
            self.faults.append(f"command {id} was {before.outcome}, then {told.outcome}")
