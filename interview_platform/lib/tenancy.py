"""Tenant scope, closed by default.

The default manager of a tenant row raises outside a scope (django-scopes). `TenantModel` closes
what that library leaves open: `save`, `create` and `bulk_create` compare the row's company with
the scope, so a row of another company can be neither read nor written by accident.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

from django.db import models
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from django_scopes.manager import DisabledQuerySet

__all__ = ["ScopeError", "TenantModel", "company_scope", "scopes_disabled"]


M = TypeVar("M", bound="TenantModel")


class HasPk(Protocol):
    """Anything with a primary key."""

    pk: Any


def company_scope(company: HasPk | int) -> AbstractContextManager[None]:
    """Open the scope of one company."""
    pk = company if isinstance(company, int) else company.pk
    if pk is None:
        raise ScopeError("A company that is not saved has no scope.")
    opened: AbstractContextManager[None] = scope(company=pk)
    return opened


def require_scope(company_id: int | None) -> None:
    """Refuse a write to a company that is not the open scope's.

    Raises:
        ScopeError: no scope is open, or another company's is.
    """
    current = get_scope()
    if not current.get("_enabled", True):
        return
    if company_id is None or current.get("company") != company_id:
        raise ScopeError(f"A row of company {company_id} needs that company's scope.")


class TenantQuerySet(models.QuerySet[M]):
    """A query set that guards the writes that do not pass through `save`."""

    def update(self, **kwargs: Any) -> int:
        """Change columns, but never whose row it is.

        Raises:
            ScopeError: the company is among them.
        """
        if kwargs.keys() & {"company", "company_id"}:
            raise ScopeError("A row never changes its company.")
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """Change columns of rows of the scope's company only."""
        rows = list(objs)
        for row in rows:
            require_scope(row.company_id)
        return super().bulk_update(rows, *args, **kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Insert rows of the scope's company only."""
        rows = list(objs)
        for row in rows:
            require_scope(row.company_id)
        return super().bulk_create(rows, *args, **kwargs)


class ClosedQuerySet(DisabledQuerySet):
    """What a tenant manager gives outside a scope: it raises, also where the library's does not."""

    exists = exclude = explain = contains = in_bulk = DisabledQuerySet.error
    bulk_create = abulk_create = bulk_update = abulk_update = DisabledQuerySet.error


if TYPE_CHECKING:

    class TenantManager(models.Manager[M]):
        """The default manager of tenant rows."""

else:

    class TenantManager(
        type(
            ScopedManager(
                company="company", _manager_class=models.Manager.from_queryset(TenantQuerySet)
            )
        )
    ):
        """The default manager of tenant rows."""

        def get_queryset(self):
            """Return the scope's rows; outside a scope, a query set that answers nothing."""
            rows = super().get_queryset()
            if isinstance(rows, DisabledQuerySet):
                rows.__class__ = ClosedQuerySet
            return rows


class TenantModel(models.Model):
    """A row that belongs to one company."""

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside the row's own scope."""
        require_scope(self.company_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside the row's own scope."""
        require_scope(self.company_id)
        return super().delete(*args, **kwargs)
