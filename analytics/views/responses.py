"""The list of responses."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import member
from accounts.models import Company
from accounts.permissions import may_edit_interviews
from analytics.selectors.responses import Processing, processing_of, responses_of
from analytics.views.present import clock
from candidates.models import Session
from interviews.selectors.interviews import interview_by_key

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """One response in the list; its session carries the annotations of `responses_of`."""

    session: Session
    work: Processing

    @property
    def length(self) -> str:
        """Return how long all its recordings are together."""
        milliseconds = getattr(self.session, "length_ms", 0)
        return clock(milliseconds / 1000 if milliseconds else None)


@require_GET
def responses(request: HttpRequest) -> HttpResponse:
    """List the company's sessions; a request by htmx gets the table alone."""
    membership = member(request)
    key, search = _asked(request, "interview"), _asked(request, "q")
    interview = interview_by_key(membership.company, key) if key else None
    context = {
        **_listed(membership.company, key, search, request.GET.get("page")),
        "interview": interview,
        "search": search,
        "may_edit": may_edit_interviews(membership),
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "analytics/_responses_table.html" if partial else "analytics/responses.html"
    return render(request, template, context)


def _asked(request: HttpRequest, name: str) -> str:
    """Return a parameter without the NUL characters that PostgreSQL refuses."""
    return request.GET.get(name, "").replace("\0", "").strip()


def _listed(company: Company, key: str, search: str, number: str | None) -> dict[str, object]:
    """Return one page of the list, with its rows."""
    found = responses_of(company, interview_key=key, search=search)
    page = Paginator(found, PAGE_SIZE).get_page(number)
    work = processing_of(page.object_list)
    rows = [Row(s, work.get(f"session:{s.public_id}", Processing())) for s in page.object_list]
    return {"page": page, "rows": rows}
