"""Rows for tests, made by the product's own services wherever there is one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actors import staff_actor, user_actor
from accounts.enums import Role
from accounts.models import Company, Membership, User
from accounts.services.companies import company_activate, company_sign_up
from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.models import Answer, Invitation, Recording, Session
from candidates.selectors.sessions import unanswered_questions
from candidates.services.answers import answer_open
from candidates.services.invitations import invitation_create
from candidates.services.sessions import session_consent, session_start, session_submit
from candidates.services.takes import take_keep, take_start
from candidates.services.uploads import upload_append, upload_create
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from interviews.models import Interview
from interviews.services.interviews import interview_create, interview_publish
from interviews.services.questions import QuestionFields, question_add

PASSWORD = "correct horse battery"


@dataclass
class Tenant:
    """A company with its owner."""

    company: Company
    owner: User


def now() -> datetime:
    """Return the present."""
    return timezone.now()


def make_staff(email: str = "staff@example.org") -> User:
    """Return a member of staff."""
    return User.objects.create_superuser(email, PASSWORD, name="Staff")


def make_tenant(name: str, email: str, *, active: bool = True) -> Tenant:
    """Return a company as sign-up and activation leave it."""
    owner = company_sign_up(
        company_name=name,
        name=email.split("@")[0].title(),
        email=email,
        password=PASSWORD,
        now=now(),
    )
    with scopes_disabled():
        company = Membership.objects.get(user=owner).company
    if active:
        staff = User.objects.filter(is_staff=True).first() or make_staff()
        company_activate(company=company, actor=staff_actor(staff), now=now())
    return Tenant(company, owner)


def add_member(company: Company, email: str, role: Role) -> User:
    """Return a new user with a role in the company."""
    user = User.objects.create_user(email, PASSWORD, name=email.split("@")[0].title())
    with company_scope(company):
        Membership.objects.create(company=company, user=user, role=role, created_at=now())
    return user


def make_interview(
    tenant: Tenant, *, title: str = "Backend engineer", questions: int = 2, publish: bool = True,
    language: str = "en", **fields: Any,
) -> Interview:  # fmt: skip
    """Return an interview with questions, published unless told otherwise; needs the scope."""
    actor = user_actor(tenant.owner)
    interview = interview_create(
        company=tenant.company, title=title, language=language, created_by=tenant.owner,
        actor=actor, now=now(),
    )  # fmt: skip
    times = {"preparation_seconds": 10, "answer_seconds": 60} | fields
    for number in range(1, questions + 1):
        question_add(
            interview=interview,
            fields=QuestionFields(text=f"Question number {number}?", **times),
            revision=interview.revision,
            actor=actor,
            now=now(),
        )
    if publish:
        interview_publish(interview=interview, actor=actor, now=now())
    return interview


def invite(tenant: Tenant, interview: Interview, name: str = "Dana Candidate") -> Invitation:
    """Return an invitation; needs the scope."""
    return invitation_create(
        interview=interview, name=name, email=None, created_by=tenant.owner,
        actor=user_actor(tenant.owner), now=now(),
    )  # fmt: skip


def begin(invitation: Invitation, *, ai_analysis: bool = True) -> Session:
    """Return the invitation's session, consented and started; needs the scope."""
    actor = candidate_actor(invitation.candidate)
    session = session_consent(
        invitation=invitation, ai_analysis=ai_analysis, ui_language="en", actor=actor, now=now()
    )
    session_start(session=session, actor=actor, now=now())
    return session


def record(session: Session, body: bytes, *, slice_bytes: int = 1_000_000) -> Recording:
    """Answer the next question with these bytes in one segment, kept; needs the scope."""
    actor = candidate_actor(session.candidate)
    question = unanswered_questions(session)[0]
    answer = answer_open(session=session, question=question, actor=actor, now=now())
    take = take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now())
    upload_segment(take, body, slice_bytes=slice_bytes)
    take_keep(recording=take, declared_ms=None, actor=actor, now=now())
    return take


def upload_segment(take: Recording, body: bytes, *, slice_bytes: int = 1_000_000) -> None:
    """Send one segment of a take in slices; needs the scope."""
    actor = candidate_actor(take.session.candidate)
    index = take.segments.count()
    upload = upload_create(
        recording=take, index=index, start_ms=0, epoch=take.session.epoch, length=None,
        actor=actor, now=now(),
    )  # fmt: skip
    for start in range(0, len(body), slice_bytes):
        part = body[start : start + slice_bytes]
        upload = upload_append(upload=upload, offset=start, body=part, length=None, now=now())
    upload_append(upload=upload, offset=len(body), body=b"", length=len(body), now=now())


def submit(session: Session) -> None:
    """Hand the session in; needs the scope."""
    session_submit(session=session, actor=candidate_actor(session.candidate), now=now())


def answers_in(session: Session) -> list[Answer]:
    """Return the session's answers; needs the scope."""
    return list(Answer.objects.filter(session=session).select_related("session", "question"))
