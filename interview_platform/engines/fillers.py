"""Filler words in a transcript; recognizers drop many, so the count is a lower bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

# Sounds that carry no meaning in English. "Like", "so", "well" and "right" mostly do carry
# one, and a transcript does not tell when they do not: they are not counted.
SOUNDS = frozenset({"uh", "um", "uhm", "umm", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "mhm"})
PHRASES = frozenset({("you", "know"), ("i", "mean")})
# "Do you know", "as you know", "what I mean" and their like are plain statements.
MEANT_AFTER = frozenset(
    {"as", "before", "did", "do", "does", "how", "if", "let", "that", "what", "when", "where"}
    | {"whether", "who", "why"}
)
PUNCTUATION = ".,;:!?\"'()-…\u2013\u2014"


def find_fillers(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return filler sounds and phrases in the order of time; a phrase counts once."""
    texts = [word.text.lower().strip(PUNCTUATION) for word in words]
    found = []
    for index, text in enumerate(texts):
        if text in SOUNDS:
            found.append(words[index])
        elif tuple(texts[index : index + 2]) in PHRASES and not _meant(texts, index):
            found.append(_phrase(words[index], words[index + 1]))
    return tuple(found)


def _meant(texts: Sequence[str], index: int) -> bool:
    """Tell whether the word before makes the phrase at `index` a statement."""
    return index > 0 and texts[index - 1] in MEANT_AFTER


def _phrase(first: Word, second: Word) -> Word:
    """Merge two words; the phrase is as sure as its less certain half."""
    known = [word.confidence for word in (first, second) if word.confidence is not None]
    return Word(
        f"{first.text} {second.text}", first.start, second.end, min(known) if known else None
    )
