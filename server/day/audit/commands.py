"""Was every command of every phone taken exactly once, with one outcome, and is nothing left to send?"""

from collections import Counter
from collections.abc import Iterator

from server.day.audit.finding import Finding
from server.day.facts import Facts

# Intents may be rejected; nothing a phone of the day sends may be kept apart or be unknown.
FINE = frozenset({"applied", "flagged", "rejected"})


def every_command_once(facts: Facts) -> Iterator[Finding]:
    """By its id, with its device's number, and with the outcome that the phone was told."""
    logged = {line["id"]: line for line in facts.commands}
    for id, times in Counter(line["id"] for line in facts.commands).items():
        if times > 1:
            yield Finding("command-twice", f"command {id} is logged {times} times")
    for memory in facts.memories:
        for seq, id in enumerate(memory.made, 1):
            line = logged.get(id)
            if line is None:
                yield Finding(
                    "command-lost", f"command {id}, {seq} of device {memory.device_id}, is not logged"
                )
            elif (line["device_id"], line["seq"]) != (memory.device_id, seq):
                words = f"command {id} is logged as {line['seq']} of {line['device_id']}, it is {seq}"
                yield Finding("command-renumbered", words)
            elif memory.outcomes.get(id, line["outcome"]) != line["outcome"]:
                told = memory.outcomes[id]
                yield Finding(
                    "outcome-differs", f"command {id} is logged as {line['outcome']}, told as {told}"
                )


def no_foreign_commands(facts: Facts) -> Iterator[Finding]:
    """Nothing stands in a phone's name that it did not make."""
    made = {id for memory in facts.memories for id in memory.made}
    devices = {memory.device_id for memory in facts.memories}
    for line in facts.commands:
        if line["device_id"] in devices and line["id"] not in made:
            yield Finding(
                "command-invented", f"{line['name']} {line['id']} was never made by {line['device_id']}"
            )


def outcomes(facts: Facts) -> Iterator[Finding]:
    for line in facts.since(facts.commands):
        if line["outcome"] not in FINE or (line["problem"] or {}).get("code") == "internal-error":
            code = (line["problem"] or {}).get("code")
            yield Finding("command-not-taken", f"{line['name']} {line['id']} is {line['outcome']}: {code}")


def nothing_waits(facts: Facts) -> Iterator[Finding]:
    """On the phones, and by what they last said of themselves."""
    for memory in facts.memories:
        if memory.waiting:
            yield Finding("queue-not-empty", f"device {memory.device_id} still has {memory.waiting} commands")
        for fault in memory.faults:
            yield Finding("protocol", f"device {memory.device_id}: {fault}")


CHECKS = (every_command_once, no_foreign_commands, outcomes, nothing_waits)
