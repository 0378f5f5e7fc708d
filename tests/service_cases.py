"""One prepared call of every service, and the audit action that it must record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.actors import staff_actor, user_actor
from accounts.models import User
from accounts.services.companies import company_activate, company_sign_up, company_suspend
from analytics.enums import DecisionKind
from analytics.models import AnalysisRun, Decision
from analytics.services.erasure import session_erase
from analytics.services.reviews import answer_rate, decision_make, decision_undo, review_submit
from analytics.services.runs import analysis_begin, step_restart
from analytics.services.speech import delivery_measure, transcript_create
from candidates.actors import candidate_actor
from candidates.enums import MediaKind, RecordingState
from candidates.models import Invitation, Recording, Session
from candidates.services.answers import answer_open, answer_reopen
from candidates.services.invitations import invitation_create, invitation_revoke
from candidates.services.recordings import recording_process
from candidates.services.sessions import session_consent, session_start, session_submit
from candidates.services.takes import take_keep, take_resume, take_start
from candidates.services.uploads import upload_create
from interview_platform.lib import audit
from interview_platform.lib.models import Job, JobState
from interviews.models import Interview
from interviews.selectors.interviews import latest_version, questions_of
from interviews.services.interviews import (
    interview_close,
    interview_create,
    interview_publish,
    interview_reopen,
    interview_update,
)
from interviews.services.questions import (
    QuestionFields,
    question_add,
    question_delete,
    question_move,
    question_restore,
    question_update,
    questions_reorder,
)
from tests import factories
from tests.factories import Tenant, now

FIELDS = QuestionFields(text="Why us?")

# Public functions of services modules that change no state that people may ask about.
NO_TRAIL = {
    "accounts.services.audit.keep": "is the trail",
    "billing.services.usage.usage_record": "the ledger is its own trail",
    "interviews.services.interviews.draft_of": "part of each editing service, which records",
    "candidates.services.guards.require_open": "reads",
    "candidates.services.guards.require_running": "reads",
    "candidates.services.guards.require_in_time": "reads",
    "candidates.services.guards.end_reason": "reads",
    "candidates.services.guards.live_end_reason": "reads",
    "candidates.services.guards.hold_running": "takes a lock",
    "candidates.services.guards.hold_unused": "takes a lock",
    "candidates.services.recordings.set_recording_state": "part of the services that record",
    "candidates.services.answers.set_answer_state": "part of the services that record",
    "candidates.services.uploads.acknowledge": "part of the services that record",
    "candidates.services.recordings.spool_clear": "removes bytes that nothing points to",
    "candidates.services.uploads.upload_append": "bytes; keeping the take is the change",
    "analytics.services.erasure.retention_apply": "queues; each erasure records",
    "analytics.services.runs.step_enqueue": "a job row is its own trail",
}


@dataclass
class World:
    """Acme with one interview and one invitation, and the people in it."""

    tenant: Tenant
    staff: User
    interview: Interview
    invitation: Invitation
    webm: bytes

    @property
    def owner(self) -> audit.Actor:
        return user_actor(self.tenant.owner)

    @property
    def candidate(self) -> audit.Actor:
        return candidate_actor(self.invitation.candidate)

    def session(self, *, ai_analysis: bool = True) -> Session:
        return factories.begin(self.invitation, ai_analysis=ai_analysis)

    def take(self) -> Recording:
        session = self.session()
        question = questions_of(session.version)[0]
        answer = answer_open(session=session, question=question, actor=self.candidate, now=now())
        return take_start(answer=answer, media=MediaKind.VIDEO, actor=self.candidate, now=now())

    def submitted(self) -> Session:
        session = self.session()
        for _ in questions_of(session.version):
            factories.record(session, self.webm)
        factories.submit(session)
        return session

    def ready(self) -> Recording:
        recording = factories.record(self.session(), self.webm)
        recording_process(recording=recording, now=now())
        return recording

    def transcribed(self) -> tuple[AnalysisRun, Recording]:
        recording = self.ready()
        run = AnalysisRun.objects.get()
        transcript_create(run=run, recording=recording, now=now())
        return run, recording


Prepared = Callable[[], Any]
CASES: dict[str, tuple[str, Callable[[World], Prepared]]] = {}


def case(service: Callable[..., Any], action: str) -> Callable[[Any], Any]:
    """Register how to prepare one call of the service, and the action it must record."""

    def register(prepare: Callable[[World], Prepared]) -> Callable[[World], Prepared]:
        CASES[f"{service.__module__}.{service.__name__}"] = (action, prepare)
        return prepare

    return register


def call(service: Callable[..., Any], **kwargs: Any) -> Prepared:
    """Return the call, to be made later."""
    return lambda: service(**kwargs, now=now())


@case(company_sign_up, "company.signed_up")
def _(world: World) -> Prepared:
    return call(
        company_sign_up,
        company_name="New",
        name="Nina",
        email="nina@example.org",
        password="x" * 12,
    )


@case(company_activate, "company.active")
def _(world: World) -> Prepared:
    company = factories.make_tenant("Idle", "idle@example.org", active=False).company
    return call(company_activate, company=company, actor=staff_actor(world.staff))


@case(company_suspend, "company.suspended")
def _(world: World) -> Prepared:
    return call(company_suspend, company=world.tenant.company, actor=staff_actor(world.staff))


@case(interview_create, "interview.created")
def _(world: World) -> Prepared:
    return call(
        interview_create,
        company=world.tenant.company,
        title="Another",
        language="en",
        created_by=world.tenant.owner,
        actor=world.owner,
    )


@case(interview_update, "interview.updated")
def _(world: World) -> Prepared:
    return call(
        interview_update,
        interview=world.interview,
        title="Renamed",
        language="de",
        retakes=2,
        revision=world.interview.revision,
        actor=world.owner,
    )


@case(interview_publish, "interview.published")
def _(world: World) -> Prepared:
    interview = factories.make_interview(world.tenant, publish=False)
    return call(interview_publish, interview=interview, actor=world.owner)


@case(interview_close, "interview.closed")
def _(world: World) -> Prepared:
    return call(interview_close, interview=world.interview, actor=world.owner)


@case(interview_reopen, "interview.reopened")
def _(world: World) -> Prepared:
    interview_close(interview=world.interview, actor=world.owner, now=now())
    return call(interview_reopen, interview=world.interview, actor=world.owner)


@case(question_add, "question.added")
def _(world: World) -> Prepared:
    return call(
        question_add,
        interview=world.interview,
        fields=FIELDS,
        revision=world.interview.revision,
        actor=world.owner,
    )


def _question_call(world: World, service: Callable[..., Any], **more: Any) -> Prepared:
    question = questions_of(latest_version(world.interview))[0]
    return call(
        service,
        interview=world.interview,
        public_id=question.public_id,
        revision=world.interview.revision,
        actor=world.owner,
        **more,
    )


@case(question_update, "question.updated")
def _(world: World) -> Prepared:
    return _question_call(world, question_update, fields=FIELDS)


@case(question_delete, "question.deleted")
def _(world: World) -> Prepared:
    return _question_call(world, question_delete)


@case(question_move, "questions.reordered")
def _(world: World) -> Prepared:
    return _question_call(world, question_move, step=1)


@case(question_restore, "question.restored")
def _(world: World) -> Prepared:
    return call(
        question_restore,
        interview=world.interview,
        fields=FIELDS,
        order=1,
        revision=world.interview.revision,
        actor=world.owner,
    )


@case(questions_reorder, "questions.reordered")
def _(world: World) -> Prepared:
    order = [question.public_id for question in questions_of(latest_version(world.interview))]
    return call(
        questions_reorder,
        interview=world.interview,
        order=order[::-1],
        revision=world.interview.revision,
        actor=world.owner,
    )


@case(invitation_create, "invitation.created")
def _(world: World) -> Prepared:
    return call(
        invitation_create,
        interview=world.interview,
        name="Eve",
        email="eve@example.org",
        created_by=world.tenant.owner,
        actor=world.owner,
    )


@case(invitation_revoke, "invitation.revoked")
def _(world: World) -> Prepared:
    return call(invitation_revoke, invitation=world.invitation, actor=world.owner)


@case(session_consent, "session.consented")
def _(world: World) -> Prepared:
    return call(
        session_consent,
        invitation=world.invitation,
        ai_analysis=True,
        ui_language="en",
        actor=world.candidate,
    )


@case(session_start, "session.started")
def _(world: World) -> Prepared:
    session = call(
        session_consent,
        invitation=world.invitation,
        ai_analysis=True,
        ui_language="en",
        actor=world.candidate,
    )()
    return call(session_start, session=session, actor=world.candidate)


@case(session_submit, "session.submitted")
def _(world: World) -> Prepared:
    session = world.session()
    for _question in questions_of(session.version):
        factories.record(session, world.webm)
    return call(session_submit, session=session, actor=world.candidate)


@case(answer_open, "answer.opened")
def _(world: World) -> Prepared:
    session = world.session()
    question = questions_of(session.version)[0]
    return call(answer_open, session=session, question=question, actor=world.candidate)


@case(take_start, "take.started")
def _(world: World) -> Prepared:
    session = world.session()
    question = questions_of(session.version)[0]
    answer = answer_open(session=session, question=question, actor=world.candidate, now=now())
    return call(take_start, answer=answer, media=MediaKind.VIDEO, actor=world.candidate)


@case(take_resume, "take.resumed")
def _(world: World) -> Prepared:
    return call(take_resume, recording=world.take(), actor=world.candidate)


@case(take_keep, "take.kept")
def _(world: World) -> Prepared:
    take = world.take()
    factories.upload_segment(take, world.webm)
    return call(take_keep, recording=take, declared_ms=9960, actor=world.candidate)


@case(answer_reopen, "answer.reopened")
def _(world: World) -> Prepared:
    recording = factories.record(world.session(), b"this is no recording")
    recording_process(recording=recording, now=now())
    assert recording.state == RecordingState.REJECTED
    assert recording.answer is not None
    return call(answer_reopen, answer=recording.answer, actor=world.candidate)


@case(upload_create, "segment.started")
def _(world: World) -> Prepared:
    take = world.take()
    return call(
        upload_create,
        recording=take,
        index=0,
        start_ms=0,
        epoch=take.session.epoch,
        length=None,
        actor=world.candidate,
    )


@case(recording_process, "recording.ready")
def _(world: World) -> Prepared:
    recording = factories.record(world.session(), world.webm)
    return call(recording_process, recording=recording)


@case(analysis_begin, "analysis.begun")
def _(world: World) -> Prepared:
    recording = factories.record(world.session(), world.webm)
    return call(analysis_begin, recording=recording)


@case(transcript_create, "transcript.created")
def _(world: World) -> Prepared:
    recording = world.ready()
    return call(transcript_create, run=AnalysisRun.objects.get(), recording=recording)


@case(delivery_measure, "delivery.measured")
def _(world: World) -> Prepared:
    run, recording = world.transcribed()
    return call(delivery_measure, run=run, recording=recording)


@case(step_restart, "job.restarted")
def _(world: World) -> Prepared:
    session = world.session()
    factories.record(session, world.webm)
    Job.objects.update(state=JobState.PARKED)
    job = Job.objects.get()
    return call(step_restart, session=session, job_id=job.public_id, actor=world.owner)


@case(session_erase, "session.erased")
def _(world: World) -> Prepared:
    return call(session_erase, session=world.submitted(), actor=audit.SYSTEM)


@case(answer_rate, "answer.rated")
def _(world: World) -> Prepared:
    answer = factories.answers_in(world.submitted())[0]
    return call(
        answer_rate,
        answer=answer,
        reviewer=world.tenant.owner,
        rating=4,
        note="Clear.",
        actor=world.owner,
    )


@case(review_submit, "review.submitted")
def _(world: World) -> Prepared:
    session = world.submitted()
    answer_rate(
        answer=factories.answers_in(session)[0],
        reviewer=world.tenant.owner,
        rating=4,
        note="",
        actor=world.owner,
        now=now(),
    )
    return call(review_submit, session=session, reviewer=world.tenant.owner, actor=world.owner)


def _decided(world: World) -> Prepared:
    return call(
        decision_make,
        session=world.submitted(),
        kind=DecisionKind.SHORTLIST,
        decided_by=world.tenant.owner,
        actor=world.owner,
    )


case(decision_make, "decision.made")(_decided)


@case(decision_undo, "decision.undone")
def _(world: World) -> Prepared:
    decision: Decision = _decided(world)()
    return call(decision_undo, decision=decision, actor=world.owner)
