"""How the review pages word what is known about an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import DeliveryMetrics, Transcript
from analytics.selectors.review import AnswerPanel, ReviewPage
from candidates.enums import RecordingState
from candidates.problems import PROBLEMS
from interview_platform.lib.models import Job, JobState
from interviews.models import Question

NOTHING = "—"
UNSURE_BELOW = 0.5
NEW_PARAGRAPH_SECONDS = 1.0
PARAGRAPH_WORDS = 8

STEPS: dict[str, tuple[Promise, Promise]] = {
    "candidates.process_recording": (
        gettext_lazy("Playable file"),
        gettext_lazy("The playable file could not be made."),
    ),
    "analytics.transcribe": (
        gettext_lazy("Transcript"),
        gettext_lazy("The transcript could not be made."),
    ),
    "analytics.measure_delivery": (
        gettext_lazy("Delivery figures"),
        gettext_lazy("The delivery figures could not be measured."),
    ),
}

REASONS: dict[str, Promise] = {
    **PROBLEMS,
    "engine_unavailable": gettext_lazy("The engine for this step is not available right now."),
    "unknown_engine": gettext_lazy("The settings name an engine that does not exist."),
    "language_not_supported": gettext_lazy("No installed engine knows the interview's language."),
    "worker_died": gettext_lazy("The worker stopped before the step ended, several times."),
    "no_ai_consent": gettext_lazy("The candidate did not agree to automatic analysis."),
}


def clock(seconds: float | None) -> str:
    """Return a length as minutes and seconds, or a dash for an unknown one."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


@dataclass(frozen=True)
class Fact:
    """A measured number with its unit and a plain explanation."""

    label: str
    value: str
    unit: str
    meaning: str
    before: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the background work on an answer: waiting, running, retrying, done, failed."""

    label: Promise
    state: str

    @property
    def words(self) -> str:
        """Return the step with its state, in words."""
        states = {
            "waiting": _("%(step)s: waiting"),
            "running": _("%(step)s: in progress"),
            "retrying": _("%(step)s: trying again"),
            "done": _("%(step)s: done"),
            "failed": _("%(step)s: failed"),
        }
        return states[self.state] % {"step": self.label}


@dataclass(frozen=True)
class Failure:
    """A step that waits for a person: what failed and why."""

    job: Job
    title: Promise | str
    reason: Promise | str


@dataclass(frozen=True)
class Spoken:
    """One word of a transcript, ready for the page."""

    text: str
    start: str
    end: str
    unsure: bool


@dataclass(frozen=True)
class Paragraph:
    """What was said between two long pauses."""

    clock: str
    words: list[Spoken]


@dataclass(frozen=True)
class AnswerView:
    """One answer as the templates need it."""

    panel: AnswerPanel

    @property
    def number(self) -> int:
        """Return the position of the question."""
        return self.panel.number

    @property
    def question(self) -> Question:
        """Return the question."""
        return self.panel.given.answer.question

    @property
    def length(self) -> str:
        """Return how long the recording is."""
        return clock(self.panel.given.seconds)

    @property
    def playable(self) -> bool:
        """Say whether there is something to play."""
        recording = self.panel.given.recording
        return bool(recording and recording.state == RecordingState.READY)

    @property
    def steps(self) -> list[Step]:
        """Return the steps of the work, in their order."""
        names = list(STEPS) if self.panel.ai_analysis else list(STEPS)[:1]
        newest = {job.name: job for job in self.panel.steps}
        return [Step(STEPS[name][0], _step_state(newest.get(name))) for name in names]

    @property
    def failures(self) -> list[Failure]:
        """Return what failed, and why, in words."""
        return [_failure(job) for job in self.panel.failed_steps]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Return the transcript, broken where the speaker paused."""
        return list(_paragraphs(self.panel.transcript)) if self.panel.transcript else []

    @property
    def facts(self) -> list[Fact]:
        """Return the delivery figures."""
        return delivery_facts(self.panel.delivery) if self.panel.delivery else []


@dataclass(frozen=True)
class Chapter:
    """A question in the list beside the player, answered or not."""

    number: int
    question: Question
    answer: AnswerView | None

    @property
    def version(self) -> str:
        """Return what changes when the chapter does."""
        return f"{self.answer.panel.version}|{self.answer.length}" if self.answer else ""


def chapters_of(page: ReviewPage) -> list[Chapter]:
    """Return every question of the session's version with its answer, if there is one."""
    answers = {panel.number: AnswerView(panel) for panel in page.panels}
    return [
        Chapter(number, question, answers.get(number))
        for number, question in enumerate(page.questions, start=1)
    ]


def _step_state(job: Job | None) -> str:
    if job is None:
        return "waiting"
    if job.state == JobState.QUEUED:
        return "retrying" if job.attempts else "waiting"
    return {JobState.RUNNING: "running", JobState.DONE: "done"}.get(JobState(job.state), "failed")


def _failure(job: Job) -> Failure:
    unknown = _("Something went wrong that nobody foresaw.")
    step = STEPS.get(job.name)
    title = step[1] if step else _("A step failed.")
    return Failure(job, title, REASONS.get(job.error_code, unknown))


def _paragraphs(transcript: Transcript) -> Iterator[Paragraph]:
    """Break the words at the first long pause after a few of them."""
    words: list[dict[str, Any]] = transcript.words
    begun: list[dict[str, Any]] = words[:1]
    for before, word in pairwise(words):
        paused = word["s"] - before["e"] >= NEW_PARAGRAPH_SECONDS
        if paused and len(begun) >= PARAGRAPH_WORDS:
            yield _paragraph(begun)
            begun = []
        begun.append(word)
    if begun:
        yield _paragraph(begun)


def _paragraph(words: list[dict[str, Any]]) -> Paragraph:
    return Paragraph(
        clock(int(words[0]["s"])),
        [
            Spoken(
                text=word["w"],
                start=f"{word['s']:.2f}",
                end=f"{word['e']:.2f}",
                unsure=word["p"] is not None and word["p"] < UNSURE_BELOW,
            )
            for word in words
        ],
    )


def _number(value: float | None, decimals: int = 0, *, scale: float = 1) -> str:
    if value is None:
        return NOTHING
    shown = number_format(round(value * scale, decimals), decimals)
    return shown.replace("-", "\u2212", 1)


def delivery_facts(measured: DeliveryMetrics) -> list[Fact]:
    """Return the figures of an answer's delivery with units and plain explanations."""
    return [*_rates(measured), *_pauses(measured), _fillers(measured), *_voice(measured)]


def _rates(measured: DeliveryMetrics) -> list[Fact]:
    unit = _("words/min")
    return [
        Fact(
            _("Speech rate"),
            _number(measured.speech_rate_wpm),
            unit,
            _("Words per minute of the whole answer, silences included."),
        ),
        Fact(
            _("Articulation rate"),
            _number(measured.articulation_rate_wpm),
            unit,
            _("Words per minute of the time actually spent speaking."),
        ),
    ]


def _pauses(measured: DeliveryMetrics) -> list[Fact]:
    longest = _number(measured.longest_pause_seconds, 1)
    return [
        Fact(
            _("Pauses"),
            _number(measured.pause_count),
            _("longest %(seconds)s s") % {"seconds": longest},
            _("Silences of a quarter of a second or more between two stretches of speech."),
        ),
        Fact(
            _("Silence"),
            _number(measured.pause_ratio, scale=100),
            _("% of the time"),
            _("The part of the recording in which nobody speaks, start and end included."),
        ),
    ]


def _fillers(measured: DeliveryMetrics) -> Fact:
    return Fact(
        _("Fillers"),
        _number(measured.filler_count),
        "",
        _("Words such as “um” and “you know”. Recognisers leave many of them out."),
        before=_("at least"),
    )


def _voice(measured: DeliveryMetrics) -> list[Fact]:
    return [
        Fact(
            _("Pitch, mean"),
            _number(measured.pitch_mean_hz),
            _("Hz"),
            _("The mean height of the voice. It differs from person to person."),
        ),
        Fact(
            _("Pitch variation"),
            _number(measured.pitch_sd_semitones, 1),
            _("semitones"),
            _("How far the voice usually moves from its mean; two semitones are a whole tone."),
        ),
        Fact(
            _("Volume"),
            _number(measured.volume_dbfs),
            _("dBFS"),
            _("The level of the speech; 0 is the loudest possible. The microphone matters."),
        ),
    ]
