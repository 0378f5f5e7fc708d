"""The yardstick itself."""

import pytest

from .wer import word_error_rate


@pytest.mark.parametrize(
    ("reference", "hypothesis", "rate"),
    [
        ("One, two three.", "one two THREE", 0.0),
        ("one two three four", "one too three four", 0.25),
        ("one two three four", "one three four", 0.25),
        ("one two", "one and two", 0.5),
        ("one two", "", 1.0),
        ("one", "two three", 2.0),
        ("kitten sitting", "sitting kitten", 1.0),
    ],
)
def test_counts_edits_per_reference_word(reference: str, hypothesis: str, rate: float) -> None:
    assert word_error_rate(reference, hypothesis) == rate


def test_refuses_an_empty_reference() -> None:
    with pytest.raises(ValueError, match="no word"):
        word_error_rate("...", "word")
