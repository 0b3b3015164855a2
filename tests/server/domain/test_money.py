"""Does money stay whole, and is an amount read as a person wrote it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.errors import Problem
from server.domain.money import Money, denominations, exponent


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "EUR", 1250), ("12,5", "EUR", 1250), ("0", "EUR", 0), ("7", "JPY", 7), ("1.234", "KWD", 1234),
     ("3.10000"[:4], "EUR", 310), ("-2,00", "EUR", -200)],
)  # fmt: skip
def test_decimal_point_or_comma(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "1.005", "1 000", "1e3", "ten", "1.2.3", "9" * 13, "٣", "0x1", "+1"])
def test_anything_else_is_refused_with_its_value(text):
    with pytest.raises(Problem) as refused:
        Money.parse(text, "EUR")
    assert refused.value.code == "money"
    assert refused.value.params["value"] == text[:40]


def test_two_currencies_never_add():
    with pytest.raises(Problem, match="currency-mix"):
        Money(1, "EUR") + Money(1, "USD")


def test_a_float_is_no_money():
    with pytest.raises(TypeError):
        Money(1.0, "EUR")  # type: ignore[arg-type]


@given(st.integers(0, 10**12 - 1), st.sampled_from(["EUR", "JPY", "KWD", "RUB"]))
def test_what_is_written_is_read_back(minor, currency):
    places = exponent(currency)
    text = str(minor) if not places else f"{minor // 10**places},{minor % 10**places:0{places}d}"
    assert Money.parse(text, currency).minor == minor


@pytest.mark.parametrize("currency", ["EUR", "RUB", "USD", "GBP", "JPY", "KWD", "SEK"])
def test_any_sum_can_be_counted_by_pieces(currency):
    pieces = denominations(currency)
    assert list(pieces) == sorted(pieces, reverse=True)
    assert len(set(pieces)) == len(pieces)
