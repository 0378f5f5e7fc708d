"""Fill a fresh installation with something to look at."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.actors import staff_actor, user_actor
from accounts.enums import CompanyStatus
from accounts.models import Company, User
from accounts.selectors.memberships import active_membership
from accounts.services.companies import company_activate, company_sign_up
from candidates.links import invitation_link
from candidates.models import Invitation
from candidates.services.invitations import invitation_create, invitation_revoke
from interview_platform.lib.ids import decrypt
from interview_platform.lib.tenancy import company_scope
from interviews.models import Interview
from interviews.services.interviews import interview_create, interview_publish
from interviews.services.questions import QuestionFields, question_add

PORTAL_EMAIL = "demo@example.com"
CANDIDATE_EMAIL = "robin@example.com"
STAFF_EMAIL = "staff@example.com"
TITLE = "Backend engineer (demo)"
QUESTIONS = [
    QuestionFields(
        text="Tell me about a time when you debugged a production issue.",
        preparation_seconds=30,
        answer_seconds=120,
        category="behavioral",
        expected_keywords=["logs", "cause", "fix", "customer"],
    ),
    QuestionFields(
        text="How do you decide that a change is ready to ship?",
        preparation_seconds=30,
        answer_seconds=120,
        category="technical",
        expected_keywords=["tests", "review", "rollback"],
    ),
]


class Command(BaseCommand):
    help = "Make a demo company, a member of staff, an interview, and a fresh invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer one line of JSON in place of words."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and print the sign-ins."""
        sign_ins = SignIns()
        staff = sign_ins.staff()
        owner, company = sign_ins.portal(staff)
        with company_scope(company):
            interview = _interview(company, owner)
            invitation = _invitation(interview, owner)
            token = decrypt(invitation.token_sealed)
            url = invitation_link(invitation)
        seeded = {
            "base_url": settings.BASE_URL,
            "portal": {"email": PORTAL_EMAIL, "password": sign_ins.passwords[PORTAL_EMAIL]},
            "staff": {"email": STAFF_EMAIL, "password": sign_ins.passwords[STAFF_EMAIL]},
            "interview": {"key": interview.key},
            "invitation": {"url": url, "token": token},
        }
        self.stdout.write(json.dumps(seeded) if options["json"] else _words(seeded))


class SignIns:
    """The demo's people. Their generated passwords are kept in DATA_DIR, for its owner only."""

    def __init__(self) -> None:
        self._path = Path(settings.DATA_DIR) / "demo-sign-ins.json"
        self.passwords: dict[str, str] = (
            json.loads(self._path.read_text()) if self._path.exists() else {}
        )

    def staff(self) -> User:
        """Return the demo's member of staff."""
        user = User.objects.filter(email=STAFF_EMAIL).first()
        password = self._password(STAFF_EMAIL, user)
        return user or User.objects.create_superuser(STAFF_EMAIL, password, name="Sam Staff")

    def portal(self, staff: User) -> tuple[User, Company]:
        """Return the demo company's owner and the company, active."""
        user = User.objects.filter(email=PORTAL_EMAIL).first()
        password = self._password(PORTAL_EMAIL, user)
        owner = user or company_sign_up(
            company_name="Northwind Demo",
            name="Dana Demo",
            email=PORTAL_EMAIL,
            password=password,
            now=timezone.now(),
        )
        membership = active_membership(owner)
        if membership is None:
            raise RuntimeError(f"{PORTAL_EMAIL} belongs to no company.")
        if membership.company.status == CompanyStatus.PENDING:
            company_activate(
                company=membership.company, actor=staff_actor(staff), now=timezone.now()
            )
        return owner, membership.company

    def _password(self, email: str, user: User | None) -> str:
        """Return the kept password if it still opens the account, else a new one, set and kept."""
        kept = self.passwords.get(email)
        if kept and user is not None and user.check_password(kept):
            return kept
        fresh = secrets.token_urlsafe(12)
        if user is not None:
            user.set_password(fresh)
            user.save()
        self.passwords[email] = fresh
        self._keep()
        return fresh

    def _keep(self) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.passwords, file)


def _interview(company: Company, owner: User) -> Interview:
    """Return the demo interview, open."""
    found = Interview.objects.filter(company=company, title=TITLE).first()
    return found or _new_interview(company, owner)


def _new_interview(company: Company, owner: User) -> Interview:
    actor, now = user_actor(owner), timezone.now()
    interview = interview_create(
        company=company, title=TITLE, language="en", created_by=owner, actor=actor, now=now
    )
    for fields in QUESTIONS:
        question_add(
            interview=interview,
            fields=fields,
            revision=interview.revision,
            actor=actor,
            now=now,
        )
    interview_publish(interview=interview, actor=actor, now=now)
    return interview


def _invitation(interview: Interview, owner: User) -> Invitation:
    """Return a fresh invitation; former ones that nobody has opened end."""
    unopened = Invitation.objects.filter(
        interview=interview, candidate__email=CANDIDATE_EMAIL, revoked_at=None, sessions=None
    )
    for former in unopened:
        invitation_revoke(invitation=former, actor=user_actor(owner), now=timezone.now())
    return invitation_create(
        interview=interview,
        name="Robin Candidate",
        email=CANDIDATE_EMAIL,
        created_by=owner,
        actor=user_actor(owner),
        now=timezone.now(),
    )


def _words(seeded: dict[str, Any]) -> str:
    portal, staff = seeded["portal"], seeded["staff"]
    return "\n".join(
        [
            "",
            f"  Portal       {seeded['base_url']}/app/   {portal['email']}  {portal['password']}",
            f"  Candidate    {seeded['invitation']['url']}",
            f"  Back office  {seeded['base_url']}/admin/   {staff['email']}  {staff['password']}",
            "",
        ]
    )
