"""How do a device's commands come in? The envelope is read here, everything else is the journal's."""

import math
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from server import clock
from server.commands import journal
from server.commands.args import Id
from server.commands.bus import Envelope
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.http.problems import problem
from server.queries import live
from server.queries.shapes import iso
from server.queries.viewer import epoch

api = blueprint("commands", __name__)
MOST = 50
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MOMENT = TypeAdapter(datetime)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(value: object) -> datetime:
    """A device's clock is evidence; one that cannot be right is no reason to lose what it stamped."""
    try:
        moment = _MOMENT.validate_python(value).astimezone(UTC)
    except (ValidationError, OverflowError, ValueError, OSError):
        return _NEVER
    return moment if 1970 <= moment.year < 2200 else _NEVER


def _storable(value: Any) -> Any:
    """JSON that both databases keep: half characters, NUL and infinities would break every retry."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value


def _text(most: int) -> BeforeValidator:
    return BeforeValidator(lambda value: _storable(value)[:most] if isinstance(value, str) else value)


type Moment = Annotated[datetime, BeforeValidator(_moment)]


class CommandIn(BaseModel):
    """`seq` has no gaps per device, `v` is the schema of `args`, `base` the cursor of the last pull seen."""

    id: Id
    seq: Annotated[int, Field(ge=1, lt=2**53)]
    v: Annotated[int, Field(ge=1, lt=2**31)]
    name: Annotated[str, _text(40)]
    actor: Id
    at: Moment
    tz: Annotated[str, _text(60)]
    base: Annotated[str, _text(500)] | None
    args: Annotated[dict[str, Any], BeforeValidator(_storable)]


class Queue(BaseModel):
    """What the device still holds, itself."""

    length: Annotated[int, Field(ge=0, lt=2**31)]
    oldest_at: Moment | None = None


class CommandBatch(BaseModel):
    device_id: Id
    commands: Annotated[list[CommandIn], Field(max_length=MOST)]
    queue: Queue | None = None


class ProblemOut(BaseModel):
    code: str
    params: dict[str, Any]


class ResultOut(BaseModel):
    """applied, flagged, rejected, deferred, quarantined: recorded for good. refused: nothing has changed."""

    id: str
    seq: int | None
    outcome: str
    problem: ProblemOut | None = None


class CommandAnswer(BaseModel):
    """Everything up to `last_seq` is recorded; results stop before a gap. `version` is empty for a session
    that is over."""

    epoch: str
    version: str
    last_seq: int
    server_time: datetime
    results: list[ResultOut]


@api.post("/commands", responses={"200": CommandAnswer, **problems(413)})
def post_commands(body: CommandBatch) -> Response:
    """Hand in commands, in order. A session that is over may still do so, and learns nothing else."""
    who = viewer()
    if body.device_id != who.device_id:
        return problem("other-device")
    envelopes = [Envelope(device_id=who.device_id, **dict(command)) for command in body.commands]
    answer = journal.take(who.device_id, who.hub_id, envelopes, wisher=who.user_id if who.live else "")
    if body.queue is not None:
        journal.note_queue(who.device_id, body.queue.length, body.queue.oldest_at)
    results = [asdict(result) for result in answer.results]
    for result in results:
        del result["answer"]
    return jsonify(
        epoch=epoch(),
        version=live.version(who.hub_id) if who.live else "",
        last_seq=answer.last_seq,
        server_time=iso(clock.now()),
        results=results,
    )
