"""How far a transcript is from the truth."""

import re


def normalise(text: str) -> list[str]:
    """Return the words of a text without case and punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower())


def word_error_rate(reference: str, hypothesis: str) -> float:
    """Return substitutions, insertions and deletions per reference word.

    The edit distance is V. I. Levenshtein's (1966), over words, one row of its table at a
    time. Raises ValueError for a reference without words.
    """
    truth, heard = normalise(reference), normalise(hypothesis)
    if not truth:
        raise ValueError("The reference holds no word.")
    row = list(range(len(heard) + 1))
    for index, word in enumerate(truth, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(heard, 1):
            replaced = diagonal + (word != other)
            diagonal = row[column]
            row[column] = min(replaced, diagonal + 1, row[column - 1] + 1)
    return row[-1] / len(truth)
