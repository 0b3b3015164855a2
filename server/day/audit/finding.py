"""What does an audit say about one thing that is off?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; the words name the thing and the figures."""

    code: str
    words: str
