"""What of a command may be logged? Its public part; private fields go apart, a hash stands for all."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical(value: object) -> bytes:
    """JSON with one spelling: the same content always gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def split(args_type: type[BaseModel], raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The part of `raw` for the log, and the part for an erasable row; `drop` fields are in neither."""
    public, keep = {}, {}
    for name, value in raw.items():
        field = args_type.model_fields.get(name)
        extra = field.json_schema_extra if field else None
        private = extra.get("private") if isinstance(extra, dict) else None
        if field is None or private == "keep":
            keep[name] = value  # a field we do not know may hold anything, so it is private
        elif private is None:
            public[name] = value
    return public, {name: value for name, value in keep.items() if value is not None}


def content_sha256(name: str, v: int, actor: str, at: str, args: dict[str, Any], dropped: set[str]) -> str:
    """What makes two sendings of a command the same; secrets that are only dropped take no part."""
    kept = {key: value for key, value in args.items() if key not in dropped}
    return hashlib.sha256(canonical([name, v, actor, at, kept])).hexdigest()


def dropped_fields(args_type: type[BaseModel]) -> set[str]:
    """Names of the fields that are nowhere logged."""
    return {
        name
        for name, field in args_type.model_fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("private") == "drop"
    }
