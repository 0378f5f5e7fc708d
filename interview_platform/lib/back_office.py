"""How the back office shows rows that only services may change."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Search, filter and look; changes happen through actions that call a service.

    `related` names rows that the list shows through others, as in `version__interview`.
    """

    related: tuple[str, ...] = ()

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: rows are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: rows are changed by services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: rows are erased by services."""
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Let only those run actions who may do everything in the back office."""
        return bool(request.user.is_active and request.user.is_superuser)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse to filter by what no page shows: answers would tell it letter by letter."""
        field = lookup.partition("__")[0]
        return field not in (self.exclude or ()) and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows with what the list shows of others, in one query."""
        shown = [name for name in self.list_display if self._is_relation(name)]
        return super().get_queryset(request).select_related(*shown, *self.related)

    def _is_relation(self, name: Any) -> bool:
        fields = {field.name: field for field in self.model._meta.get_fields()}
        return isinstance(fields.get(name), models.ForeignKey)
