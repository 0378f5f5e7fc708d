"""Every row of a tenant stays inside its tenant's scope."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from accounts.models import Company
from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.selectors.sessions import unanswered_questions
from candidates.services.answers import answer_open
from candidates.services.takes import take_start
from candidates.services.uploads import upload_create
from interview_platform.lib.tenancy import (
    ScopeError,
    TenantManager,
    TenantModel,
    company_scope,
    scopes_disabled,
)
from interviews.models import Interview, InterviewVersion, Question
from tests import factories
from tests.architecture.sources import APPS, mentions, sources
from tests.factories import Tenant

pytestmark = pytest.mark.django_db

PRODUCT = [model for model in apps.get_models() if model._meta.app_label in (*APPS, "lib")]
SHARED = {  # rows that belong to no company, or serve all of them
    "accounts.ApiSession",  # says who somebody is, before there is a scope
    "accounts.Company",
    "accounts.User",
    "billing.Plan",
    "billing.StripeEvent",
    "lib.AiCall",
    "lib.Job",
    "lib.LiveEvent",
}
MAY_DISABLE_SCOPES = {  # authentication, webhooks, the back office
    "interview_platform/lib/tenancy.py",
    "interview_platform/middleware.py",
    "accounts/selectors/memberships.py",
    "candidates/selectors/invitations.py",
}


def belongs(model: type[models.Model]) -> bool:
    """Say whether the model has a foreign key named company."""
    return any(
        field.name == "company" and field.related_model is Company
        for field in model._meta.get_fields()
    )


TENANT: list[type[TenantModel]] = [m for m in PRODUCT if belongs(m)]  # type: ignore[misc]
each = pytest.mark.parametrize("model", TENANT, ids=lambda model: model._meta.label)


def blank(model: type[TenantModel], company: Company | None) -> TenantModel:
    """Return an unsaved row that has nothing but its company."""
    values: dict[str, Any] = {"company": company} if company else {}
    if model is Question:
        values["version"] = InterviewVersion()  # its save looks at the version first
    return model(**values)


def test_every_row_has_a_company() -> None:
    without = {model._meta.label for model in PRODUCT if not belongs(model)}
    assert without <= SHARED


@each
def test_tenant_rows_are_closed_by_default(model: type[TenantModel]) -> None:
    assert issubclass(model, TenantModel)
    assert isinstance(model._default_manager, TenantManager)
    assert model._meta.get_field("company").null is False


@each
def test_no_many_to_many_makes_a_table_without_a_company(model: type[TenantModel]) -> None:
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        assert through is not None
        assert not through._meta.auto_created


OPERATIONS: dict[str, Callable[[Any], object]] = {
    "all": lambda m: m.objects.all(),
    "iterate": lambda m: list(m.objects.distinct()),
    "filter": lambda m: m.objects.filter(pk=1),
    "exclude": lambda m: m.objects.exclude(pk=1).exists(),
    "get": lambda m: m.objects.get(pk=1),
    "exists": lambda m: m.objects.exists(),
    "count": lambda m: m.objects.count(),
    "aggregate": lambda m: m.objects.aggregate(models.Count("pk")),
    "in_bulk": lambda m: m.objects.in_bulk([1]),
    "values": lambda m: m.objects.values("pk"),
    "contains": lambda m: m.objects.contains(m(pk=1)),
    "explain": lambda m: m.objects.explain(),
    "create": lambda m: m.objects.create(**vars_of(m)),
    "get_or_create": lambda m: m.objects.get_or_create(pk=1),
    "update_or_create": lambda m: m.objects.update_or_create(pk=1),
    "update": lambda m: m.objects.update(company=1),
    "bulk_create": lambda m: m.objects.bulk_create([blank(m, None)]),
    "bulk_update": lambda m: m.objects.bulk_update([m(pk=1, company_id=1)], ["company"]),
    "save": lambda m: blank(m, None).save(),
    "delete": lambda m: m(pk=1, company_id=1).delete(),
}


def vars_of(model: type[TenantModel]) -> dict[str, Any]:
    """Return what `create` needs to get as far as the scope."""
    return {"version": InterviewVersion()} if model is Question else {}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_works_outside_a_scope(operation: str) -> None:
    run = OPERATIONS[operation]
    assert [model._meta.label for model in TENANT if not refused(run, model)] == []


def refused(run: Callable[[Any], object], model: type[TenantModel]) -> bool:
    """Say whether the operation is refused for want of a scope."""
    try:
        with transaction.atomic():
            run(model)
    except ScopeError:
        return True
    except Exception:
        return False
    return False


def test_related_managers_are_closed_too(interview: Interview) -> None:
    version = InterviewVersion(pk=1)
    for run in (
        lambda: list(interview.versions.all()),
        lambda: interview.versions.count(),
        lambda: interview.versions.exists(),
        lambda: interview.versions.create(number=9),
        lambda: version.questions.filter(order=1),
    ):
        with pytest.raises(ScopeError):
            run()


@each
def test_a_row_of_another_company_cannot_be_written(
    model: type[TenantModel], acme: Tenant, globex: Tenant
) -> None:
    theirs = blank(model, globex.company)
    stored = blank(model, globex.company)
    stored.pk = 1
    with company_scope(acme.company):
        for run in (
            lambda: theirs.save(),
            lambda: model.objects.create(company=globex.company, **vars_of(model)),
            lambda: model.objects.bulk_create([theirs]),
            lambda: stored.delete(),
        ):
            with pytest.raises(ScopeError):
                run()


@pytest.fixture
def rows(globex: Tenant) -> dict[type[TenantModel], int]:
    """The key of one row of Globex for each model that an interview under way has."""
    with company_scope(globex.company):
        session = factories.begin(factories.invite(globex, factories.make_interview(globex)))
        actor, now = candidate_actor(session.candidate), factories.now()
        question = unanswered_questions(session)[0]
        answer = answer_open(session=session, question=question, actor=actor, now=now)
        take = take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now)
        upload_create(
            recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None,
            actor=actor, now=now,
        )  # fmt: skip
        found = {model: model.objects.first() for model in TENANT}
    return {model: row.pk for model, row in found.items() if row is not None}


def test_rows_of_another_company_do_not_exist(
    rows: dict[type[TenantModel], int], acme: Tenant, globex: Tenant
) -> None:
    assert len(rows) >= 12
    for model, pk in rows.items():
        with company_scope(acme.company):
            assert not model.objects.filter(pk=pk).exists()
            with pytest.raises(model.DoesNotExist):
                model.objects.get(pk=pk)
            with pytest.raises(ScopeError):
                model.objects.filter(pk=pk).update(company=acme.company)
        with company_scope(globex.company):
            assert model.objects.get(pk=pk).pk == pk


def test_an_inner_scope_ends_with_its_block(interview: Interview, globex: Tenant) -> None:
    with company_scope(interview.company):
        with company_scope(globex.company):
            assert not Interview.objects.exists()
        assert Interview.objects.exists()
        with scopes_disabled():
            assert Interview.objects.exists()
        assert Interview.objects.filter(company=globex.company).count() == 0
    with pytest.raises(ScopeError):
        Interview.objects.count()


def test_a_company_without_a_key_opens_no_scope() -> None:
    with pytest.raises(ScopeError), company_scope(Company(name="Not saved")):
        pytest.fail("a scope without a company would show every row")


def test_scopes_are_disabled_only_where_the_list_says() -> None:
    found = {source.name for source in sources() if mentions(source, "scopes_disabled")}
    assert found <= MAY_DISABLE_SCOPES


def ways_around() -> Iterator[str]:
    """Yield the modules that reach behind the tenant's manager."""
    for source in sources():
        if mentions(source, "_base_manager", "with_scopes_disabled", "_override_scope"):
            yield source.name


def test_nothing_reaches_behind_the_manager() -> None:
    assert list(ways_around()) == []
