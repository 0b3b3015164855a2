"""How do phones and people of the day get their ids and their luck?"""

import random
import time
from secrets import randbits


def new_id() -> str:
    """A UUIDv7, as a phone makes it. Never from the seed: a second day with it must have ids of its own."""
    value = int(time.time() * 1000) << 80 | 7 << 76 | randbits(12) << 64 | 2 << 62 | randbits(62)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Luck:
    """What happens to somebody, by the seed: each question has its own answer, whenever it is asked.

    A single row of random numbers would give another day as soon as two things happen in another order.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._key = f"{seed}/{name}"

    def of(self, *about: object) -> random.Random:
        """The randomness of one question: "does the customer of this order answer?"."""
        return random.Random("/".join((self._key, *map(str, about))))

    def happens(self, chance: float, *about: object) -> bool:
        return self.of(*about).random() < chance
