"""The back office: staff see everything but secrets, and change things through services alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import user_actor
from accounts.enums import CompanyStatus
from accounts.models import AuditEntry, User
from analytics.enums import DecisionKind
from analytics.models import AnalysisRun, DeliveryMetrics, Transcript
from analytics.services.reviews import answer_rate, decision_make
from billing.models import UsageEntry
from candidates.models import Invitation, Session
from interview_platform.lib.back_office import ReadOnlyAdmin
from interview_platform.lib.models import AiCall, Job, JobState
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from tests import factories
from tests.factories import Tenant, now

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Model = type[models.Model]

MODELS: list[Model] = sorted(admin.site._registry, key=lambda model: model._meta.label)
each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def life(name: str) -> Tenant:
    """Let a company of its own live through everything the back office shows."""
    tenant = factories.make_tenant(name, f"{name.lower()}@example.org")
    by: dict[str, Any] = {"actor": user_actor(tenant.owner), "now": now()}
    with company_scope(tenant.company):
        interview = factories.make_interview(tenant, questions=1)
        invitation = factories.invite(tenant, interview, f"Candidate of {name}")
        session = factories.begin(invitation)
        recording = factories.record(session, b"no recording, but bytes")
        factories.submit(session)
        answer = factories.answers_in(session)[0]
        answer_rate(answer=answer, reviewer=tenant.owner, rating=4, note="", **by)
        kind = DecisionKind.SHORTLIST
        decision_make(session=session, kind=kind, decided_by=tenant.owner, **by)
        run, _ = AnalysisRun.objects.get_or_create(
            session=session, defaults={"company": tenant.company, "created_at": now()}
        )
        origin = {
            "company": tenant.company,
            "run": run,
            "recording": recording,
            "created_at": now(),
        }
        Transcript.objects.create(**origin, engine="test", language="en", text="Words")
        DeliveryMetrics.objects.create(
            **origin, duration_seconds=1, speech_seconds=1, word_count=1, pause_count=0,
            filler_count=0,
        )  # fmt: skip
        used = {"company": tenant.company, "at": now(), "subject_id": session.public_id}
        UsageEntry.objects.get_or_create(kind="session", defaults=used)
        AiCall.objects.create(
            company_id=tenant.company.pk, capability="test", engine="test", outcome="ok",
            milliseconds=1, created_at=now(),
        )  # fmt: skip
    return tenant


def listed(model: Model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pages(model: Model) -> list[str]:
    """Return the addresses of the list and of its first row."""
    with scopes_disabled():
        row = model._default_manager.order_by("pk").last()
    assert row is not None, f"life() makes no {model._meta.label}"
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return [listed(model), reverse(name, args=[row.pk])]


@pytest.fixture
def page(sign_in: SignIn, staff: User) -> Client:
    """A browser of staff."""
    return sign_in(staff)


def test_every_page_shows_and_changes_nothing_by_itself() -> None:
    assert len(MODELS) >= 15
    assert all(isinstance(admin.site._registry[model], ReadOnlyAdmin) for model in MODELS)


def test_pages_open_for_staff_alone(page: Client, sign_in: SignIn) -> None:
    tenant = life("Acme")
    others = [Client(), sign_in(tenant.owner)]
    for address in [reverse("admin:index"), *(url for model in MODELS for url in pages(model))]:
        assert page.get(address).status_code == 200, address
        for other in others:
            assert other.get(address).status_code == 302, address


def test_lists_cost_as_many_queries_with_three_rows_as_with_one(page: Client) -> None:
    def costs() -> dict[str, int]:
        found = {}
        for model in MODELS:
            with CaptureQueriesContext(connection) as queries:
                page.get(listed(model))
            found[model._meta.label] = len(queries)
        return found

    life("Acme")
    costs()  # the first time fills caches
    one = costs()
    life("Globex")
    life("Initech")
    assert costs() == one


def test_no_page_shows_a_secret(page: Client, staff: User) -> None:
    life("Acme")
    factor = Decimal("1.73")
    with scopes_disabled():
        Invitation.objects.update(time_factor=factor)
        Session.objects.update(time_factor=factor)
        invitation = Invitation.objects.get()
    sealed = bytes(invitation.token_sealed).decode()
    values = [invitation.token_hash, sealed, "1.73", "1,73"]
    values += [user.password for user in User.objects.all()]
    names = ["token_hash", "token_sealed", "time_factor", "Time factor", "Password:"]
    for address in (url for model in MODELS for url in pages(model)):
        text = page.get(address).content.decode()
        assert [word for word in values + names if word in text] == [], address


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (User, "password__startswith"),
        (Invitation, "token_hash__startswith"),
        (Invitation, "time_factor__gt"),
        (Session, "time_factor__gt"),
    ],
)
def test_no_list_answers_questions_about_a_secret(page: Client, model: Model, lookup: str) -> None:
    assert page.get(listed(model), {lookup: "1"}).status_code == 400
    assert page.get(listed(model), {"public_id__startswith": "1"}).status_code == 200


def act(page: Client, model: Model, action: str, pk: int) -> Any:
    return page.post(listed(model), {"action": action, "_selected_action": [pk]})


def test_staff_suspend_and_activate(page: Client, staff: User, acme: Tenant) -> None:
    company = acme.company
    for action, status in [("suspend", "suspended"), ("activate", "active")]:
        act(page, type(company), action, company.pk)
        company.refresh_from_db()
        assert company.status == status
    with scopes_disabled():
        entry = AuditEntry.objects.filter(action="company.suspended").get()
    assert (entry.actor_kind, entry.actor_user) == ("staff", staff)


def test_a_restart_names_who_did_it(page: Client, staff: User) -> None:
    life("Acme")
    Job.objects.update(state=JobState.PARKED)
    job = Job.objects.all()[0]
    act(page, Job, "restart", job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    with scopes_disabled():
        entry = AuditEntry.objects.filter(action="job.restarted").get()
    assert (entry.actor_kind, entry.actor_user) == ("staff", staff)


def test_who_may_only_look_cannot_act(sign_in: SignIn, acme: Tenant) -> None:
    looker = User.objects.create_user("looker@example.org", "x", name="Looker", is_staff=True)
    rights = Permission.objects.filter(codename="view_company")
    looker.user_permissions.set(rights)
    page, company = sign_in(looker), acme.company
    assert page.get(listed(type(company))).status_code == 200
    assert b"_selected_action" not in page.get(listed(type(company))).content
    act(page, type(company), "suspend", company.pk)
    company.refresh_from_db()
    assert company.status == CompanyStatus.ACTIVE
