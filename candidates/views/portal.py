"""An interview's page in the portal: its state, whom it was sent to, their links."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member
from accounts.actors import user_actor
from accounts.forms import put_errors
from accounts.models import Membership
from accounts.permissions import may_edit_interviews
from candidates.forms import InvitationForm
from candidates.links import invitation_link
from candidates.models import Invitation
from candidates.selectors.invitations import invitation_by_id, invitations_of
from candidates.services import invitations as service
from interview_platform.lib.errors import Conflict, Invalid
from interviews.models import Interview
from interviews.selectors.editing import versions_of
from interviews.selectors.interviews import interview_by_key, questions_of

PER_PAGE = 50


@never_cache
@require_safe
def interview(request: HttpRequest, key: str) -> HttpResponse:
    """Show an interview and its invitations."""
    membership = member(request)
    shown = interview_by_key(membership.company, key)
    return _page(request, membership, shown, InvitationForm())


@require_POST
def invitation_create(request: HttpRequest, key: str) -> HttpResponse:
    """Invite a candidate and show the link."""
    membership = member(request, may_edit_interviews)
    shown = interview_by_key(membership.company, key)
    form = InvitationForm(request.POST)
    invitation = _invited(membership, shown, form) if form.is_valid() else None
    if invitation is None:
        return _page(request, membership, shown, form)
    page = reverse("portal:interview", args=[key])
    return redirect(f"{page}?link={invitation.public_id}")


@never_cache
@require_safe
def invitation_link_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an invitation's link again."""
    membership = member(request, may_edit_interviews)
    invitation = invitation_by_id(membership.company, public_id)
    context = _link(invitation)
    return render(request, "candidates/portal/link.html", context)


@require_POST
def invitation_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a link."""
    membership = member(request, may_edit_interviews)
    invitation = invitation_by_id(membership.company, public_id)
    try:
        actor = user_actor(membership.user)
        service.invitation_revoke(invitation=invitation, actor=actor, now=timezone.now())
        name = {"name": invitation.candidate.name}
        messages.success(request, _("The link of %(name)s is revoked.") % name)
    except Conflict as error:
        messages.error(request, str(error.message))
    return redirect("portal:interview", invitation.interview.key)


def _invited(membership: Membership, shown: Interview, form: InvitationForm) -> Invitation | None:
    """Return the new invitation, or None with the reason on the form."""
    try:
        return service.invitation_create(
            interview=shown,
            **form.cleaned_data,
            created_by=membership.user,
            actor=user_actor(membership.user),
            now=timezone.now(),
        )
    except (Invalid, Conflict) as error:
        put_errors(form, error)
        return None


def _page(
    request: HttpRequest, membership: Membership, shown: Interview, form: InvitationForm
) -> HttpResponse:
    may_edit = may_edit_interviews(membership)
    versions = versions_of(shown)
    rows = Paginator(invitations_of(shown), PER_PAGE)
    context = {
        "interview": shown,
        "versions": versions,
        "question_count": questions_of(versions.latest).count(),
        "page": rows.get_page(request.GET.get("page")),
        "form": form,
        "may_edit": may_edit,
        "section": "interviews",
        **(_asked_link(request, membership) if may_edit else {}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "candidates/portal/interview.html", context, status=status)


def _asked_link(request: HttpRequest, membership: Membership) -> dict[str, object]:
    """Return the link that the address asks for, if it does."""
    try:
        public_id = UUID(request.GET["link"])
    except (KeyError, ValueError):
        return {}
    return _link(invitation_by_id(membership.company, public_id))


def _link(invitation: Invitation) -> dict[str, object]:
    return {"invitation": invitation, "link": invitation_link(invitation)}
