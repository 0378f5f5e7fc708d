"""How the back office shows rows that only services may change."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Search, filter and look; changes happen through actions that call a service."""

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

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows with what the list shows of others, in one query."""
        related = [name for name in self.list_display if self._is_relation(name)]
        return super().get_queryset(request).select_related(*related)

    def _is_relation(self, name: Any) -> bool:
        fields = {field.name: field for field in self.model._meta.get_fields()}
        return isinstance(fields.get(name), models.ForeignKey)
