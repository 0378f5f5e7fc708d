"""The list of responses."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import member
from analytics.selectors.responses import Processing, processing_of, responses_of

PAGE_SIZE = 50


@require_GET
def responses(request: HttpRequest) -> HttpResponse:
    """List the company's sessions; a request by htmx gets the table alone."""
    membership = member(request)
    interview, search = request.GET.get("interview", ""), request.GET.get("q", "").strip()
    found = responses_of(membership.company, interview_key=interview, search=search)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    processing = processing_of(page.object_list)
    rows = [
        (session, processing.get(f"session:{session.public_id}", Processing()))
        for session in page.object_list
    ]
    context = {"page": page, "rows": rows, "interview_key": interview, "search": search}
    partial = request.headers.get("HX-Request") == "true"
    template = "analytics/_responses_table.html" if partial else "analytics/responses.html"
    return render(request, template, context)
