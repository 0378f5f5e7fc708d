"""What counts as a filler, and what does not."""

import pytest

from interview_platform.engines.base import Word
from interview_platform.engines.fillers import find_fillers


def said(sentence: str) -> list[Word]:
    return [Word(text, float(i), i + 0.5, 0.5 + i / 100) for i, text in enumerate(sentence.split())]


@pytest.mark.parametrize(
    ("sentence", "fillers"),
    [
        ("Um, I think uh so", ["Um,", "uh"]),
        ("You know, it broke", ["You know,"]),
        ("it was, I mean, slow", ["I mean,"]),
        ("do you know why", []),
        ("as you know we won", []),
        ("that is what I mean", []),
        ("I like it so well", []),
        ("you", []),
        ("", []),
    ],
)
def test_counts_only_what_carries_no_meaning(sentence: str, fillers: list[str]) -> None:
    found = [word.text for word in find_fillers(said(sentence))]

    # The comma belongs to the second word of a phrase.
    assert found == fillers


def test_a_phrase_spans_its_words_and_is_as_sure_as_the_weaker() -> None:
    assert find_fillers(said("so you know")) == (Word("you know", 1.0, 2.5, 0.51),)


def test_unknown_confidence_stays_unknown() -> None:
    words = [Word("you", 0, 1, None), Word("know", 1, 2, None)]

    assert find_fillers(words)[0].confidence is None
