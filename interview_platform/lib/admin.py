"""Jobs and engine calls in the back office."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_q.models import Failure, OrmQ, Schedule, Success

from interview_platform.lib import jobs
from interview_platform.lib.audit import Actor
from interview_platform.lib.back_office import ReadOnlyAdmin
from interview_platform.lib.errors import DomainError
from interview_platform.lib.models import AiCall, Job
from interview_platform.lib.tenancy import company_scope

# The broker's own pages would offer to change messages behind the back of our rows.
for broker_model in (Failure, OrmQ, Schedule, Success):
    if admin.site.is_registered(broker_model):
        admin.site.unregister(broker_model)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Background work and its errors."""

    list_display = [
        "name",
        "state",
        "lane",
        "attempts",
        "worker",
        "subject",
        "error_code",
        "created_at",
        "finished_at",
    ]
    list_filter = ["state", "lane", "name"]
    search_fields = ["subject", "key", "error"]
    actions = ["restart"]

    @admin.action(description=_("Start again"), permissions=["act"])
    def restart(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        """Queue failed jobs once more."""
        actor = _staff_actor(request.user)
        for job in rows:
            try:
                with company_scope(job.company_id):
                    jobs.restart(job=job, actor=actor, now=timezone.now())
            except DomainError as error:
                messages.error(request, f"{job}: {error.message}")
            else:
                messages.success(request, _("%(job)s is queued again.") % {"job": job})


def _staff_actor(user: Any) -> Actor:
    """Return the member of staff as an actor; the accounts app, which has one too, lies above."""
    return Actor("staff", id=str(user.public_id), name=str(user), user_id=user.pk)


@admin.register(AiCall)
class AiCallAdmin(ReadOnlyAdmin):
    """Every engine call."""

    list_display = [
        "capability",
        "engine",
        "engine_version",
        "degraded",
        "outcome",
        "milliseconds",
        "created_at",
    ]
    list_filter = ["capability", "engine", "outcome"]
    search_fields = ["subject", "input_hash"]
