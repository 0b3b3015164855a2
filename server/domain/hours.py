"""Which times of day lie within a shift? Hours and minutes of a hub; a shift may go on past midnight."""

from datetime import time

DAY_MIN = 24 * 60


def within(begin: time, by: time, shift_from: time, shift_to: time) -> bool:
    """Do both times lie in the shift, in this order? A shift that ends at its beginning lasts a day."""
    lasts = lasts_min(shift_from, shift_to) or DAY_MIN
    return lasts_min(shift_from, begin) <= lasts_min(shift_from, by) <= lasts


def lasts_min(start: time, at: time) -> int:
    """Minutes from one time of day to the next such time of the clock."""
    return (at.hour * 60 + at.minute - start.hour * 60 - start.minute) % DAY_MIN
