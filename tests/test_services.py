"""Walks every service: what it changes has its audit row, in the same transaction."""

import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction

from accounts.models import AuditEntry, User
from candidates.models import Invitation
from interview_platform.lib import audit, jobs
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from interviews.models import Interview
from tests.factories import Tenant
from tests.service_cases import CASES, NO_TRAIL, World
from tests.transaction_guard import CalledInsideTransactionError

APPS = ["accounts", "billing", "interviews", "candidates", "analytics"]


def services() -> list[str]:
    """Return the dotted name of every public function of every services module."""
    found = []
    for app in APPS:
        package = importlib.import_module(f"{app}.services")
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            found += _functions(importlib.import_module(info.name))
    return found


def _functions(module: ModuleType) -> list[str]:
    return [
        f"{module.__name__}.{name}"
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and inspect.unwrap(value).__module__ == module.__name__
        and not name.startswith("_")
    ]


def snapshot() -> list[dict[str, Any]]:
    """Return every row of the product, to compare, but for engine calls: they did happen."""
    rows: list[Any] = []
    with scopes_disabled():
        for label in [*APPS, "lib"]:
            for model in apps.get_app_config(label).get_models():
                rows += model._base_manager.order_by("pk")
        found: list[dict[str, Any]] = serializers.serialize("python", rows)
    return [row for row in found if row["model"] != "lib.aicall"]


@pytest.fixture
def world(
    acme: Tenant, staff: User, interview: Interview, invitation: Invitation, webm: bytes
) -> World:
    """Return a fresh Acme."""
    return World(acme, staff, interview, invitation, webm)


def test_every_service_is_walked_here() -> None:
    assert set(services()) == set(CASES) | set(NO_TRAIL)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(CASES))
def test_a_change_has_its_audit_row(name: str, world: World) -> None:
    action, prepare = CASES[name]
    with company_scope(world.tenant.company):
        change = prepare(world)
        before = _entries()
        change()
    new = [entry for entry in _entries() if entry not in before]
    assert action in [entry.action for entry in new]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(CASES))
def test_without_its_audit_row_a_change_does_not_happen(
    name: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _action, prepare = CASES[name]

    def refuse(entry: audit.Entry) -> None:
        raise RuntimeError("the trail is full")

    with company_scope(world.tenant.company):
        change = prepare(world)
        before = snapshot()
        monkeypatch.setattr(audit, "_writers", [refuse])
        with pytest.raises(RuntimeError, match="the trail is full"):
            change()
    assert snapshot() == before


def _entries() -> list[AuditEntry]:
    with scopes_disabled():
        return list(AuditEntry.objects.order_by("pk"))


@pytest.mark.django_db
def test_the_guard_refuses_files_and_sockets_inside_a_transaction(tmp_path: Path) -> None:
    (tmp_path / "before").write_text("allowed")
    with transaction.atomic(), pytest.raises(CalledInsideTransactionError):
        (tmp_path / "inside").write_text("refused")


def test_registered_tasks_resolve() -> None:
    assert {task.lane for task in jobs.registered().values()} <= {jobs.DEFAULT, jobs.MEDIA}
