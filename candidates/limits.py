"""Every limit of time and size, as a function of question and session.

`time_factor` is an accommodation; it is applied here and shown to no reviewer.
"""

from datetime import datetime, timedelta

from django.conf import settings

from candidates.models import Answer, Session
from interviews.models import Question

OVERRUN_SECONDS = 2.0  # a recorder stops a little late; this much is no offence
MAX_SEGMENTS = 50  # reloads of one take
MAX_REJECTED = 5  # unusable recordings that cost no take
CONTAINER_BYTES = 1024 * 1024  # headers, cues and a burst, whatever the length


def preparation_seconds(question: Question, session: Session) -> float:
    """Return how long the candidate may think."""
    return float(question.preparation_seconds * session.time_factor)


def answer_seconds(question: Question, session: Session) -> float:
    """Return how long the answer may be, in seconds of recorded media."""
    return float(question.answer_seconds * session.time_factor)


def preparation_ends_at(answer: Answer) -> datetime:
    """Return when recording begins by itself, on the server's clock."""
    seconds = preparation_seconds(answer.question, answer.session)
    return answer.opened_at + timedelta(seconds=seconds)


def max_recording_bytes(question: Question, session: Session) -> int:
    """Return how many bytes a take may have, all its segments together."""
    rate = settings.MAX_RECORDING_BITS_PER_SECOND / 8
    return int(answer_seconds(question, session) * rate) + CONTAINER_BYTES
