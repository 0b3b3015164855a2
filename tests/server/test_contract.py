"""Does the phone's file of types say what the Python declarations say?"""

import re
from datetime import date, datetime

import pytest
from pydantic import BaseModel

from server.commands import COMMANDS
from server.contract import PATH, _interface, typescript
from server.domain.delivery import STOP_STEPS
from server.queries.tables import TABLES


def test_the_file_is_fresh() -> None:
    assert PATH.read_text(encoding="utf-8") == typescript(), "stale: run `make contract`"


def test_each_interface_stands_once() -> None:
    names = re.findall(r"^export (?:interface|type|const) (\w+)", typescript(), re.MULTILINE)
    assert len(names) == len(set(names))
    assert {model.__name__ for model in TABLES.values()} <= set(names)


def test_what_a_person_may_give_is_there_and_what_only_the_system_gives_is_not() -> None:
    commands = typescript().split("export interface CommandArgs")[1].split("}")[0]
    for name, command in COMMANDS.items():
        assert (f" {name}: " in commands) == bool(command.rule.roles), name


def test_every_step_is_there() -> None:
    steps = typescript().split("STOP_STEPS")[1].split("\n}")[0]
    for (status, action), after in STOP_STEPS.items():
        line = next(line for line in steps.splitlines() if line.startswith(f"  {status}:"))
        assert f"{action}: '{after}'" in line


class Nested(BaseModel):
    n: int


class Sample(BaseModel):
    id: str
    route_id: str | None
    on: date
    at: datetime | None
    line: list[list[float]]
    parts: tuple[Nested, ...]
    detail: dict[str, object]
    mixed: list[str | int]


def test_types_become_those_of_the_phone() -> None:
    fields = _interface(Sample).removeprefix("export interface Sample {").removesuffix("}")
    assert [part.strip() for part in fields.split(";") if part.strip()] == [
        "id: Id",
        "route_id: Id | null",
        "on: Day",
        "at: Moment | null",
        "line: number[][]",
        "parts: Nested[]",
        "detail: Record<string, unknown>",
        "mixed: (string | number)[]",
    ]


def test_a_type_nobody_knows_is_refused() -> None:
    class Odd(BaseModel):
        what: frozenset[str]

    with pytest.raises(TypeError, match="what"):
        _interface(Odd)
