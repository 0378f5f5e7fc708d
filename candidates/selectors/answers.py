"""Finding a session's answers with what was recorded for them."""

from dataclasses import dataclass
from uuid import UUID

from candidates.enums import RecordingState
from candidates.limits import MAX_REJECTED
from candidates.models import Answer, Recording, Session
from candidates.problems import describe
from interview_platform.lib.errors import NotFound

SHOWN = [RecordingState.CAPTURED, RecordingState.READY, RecordingState.REJECTED]


@dataclass(frozen=True)
class GivenAnswer:
    """An answer and the take that counts: the newest that was kept."""

    answer: Answer
    recording: Recording | None

    @property
    def problem(self) -> str:
        """Say what is wrong with the recording, in words, or nothing."""
        return describe(self.recording.problem) if self.recording else ""

    @property
    def reopenable(self) -> bool:
        """Say whether the candidate may record it again because it turned out unusable."""
        return bool(self.recording and self.recording.state == RecordingState.REJECTED)

    @property
    def seconds(self) -> float | None:
        """Return how long the recording is, as far as known."""
        milliseconds = self.recording and (self.recording.duration_ms or self.recording.declared_ms)
        return milliseconds / 1000 if milliseconds else None


def answers_of(session: Session) -> list[GivenAnswer]:
    """Return the session's answers in the order of the questions, in two queries."""
    answers = Answer.objects.filter(session=session).select_related("question")
    takes = Recording.objects.filter(session=session, state__in=SHOWN).order_by("id")
    newest = {take.answer_id: take for take in takes}
    ordered = sorted(answers, key=lambda answer: (answer.question.order, answer.question_id))
    return [GivenAnswer(answer, newest.get(answer.pk)) for answer in ordered]


def open_take(answer: Answer) -> Recording | None:
    """Return the take that is being recorded, or was when the page went away."""
    found = Recording.objects.filter(answer=answer, state=RecordingState.CAPTURING)
    return found.select_related("session__invitation").first()


def takes_left(answer: Answer) -> int:
    """Return how many more takes may begin; a few unusable ones are not held against anybody."""
    takes = Recording.objects.filter(answer=answer)
    rejected = takes.filter(state=RecordingState.REJECTED).count()
    counted = takes.count() - min(rejected, MAX_REJECTED)
    return max(0, 1 + answer.session.version.retakes - counted)


def answer_in(session: Session, public_id: UUID) -> Answer:
    """Return an answer of the session.

    Raises:
        NotFound: the session has none with that id.
    """
    found = Answer.objects.filter(session=session, public_id=public_id)
    answer = found.select_related("session", "question").first()
    if answer is None:
        raise NotFound("answer_not_found", "There is no such answer.")
    return answer
