"""What the portal's list and editor show besides the rows themselves."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from accounts.models import Company
from interviews.models import Interview, InterviewVersion
from interviews.selectors.interviews import interviews_of, latest_version, published_version


def interviews_listed(company: Company) -> QuerySet[Interview]:
    """Return the company's interviews, each with the `question_count` of its latest version."""
    latest = InterviewVersion.objects.filter(interview=OuterRef("pk")).order_by("-number")
    count = latest.annotate(total=Count("questions")).values("total")[:1]
    return interviews_of(company).annotate(
        question_count=Subquery(count, output_field=IntegerField())
    )


@dataclass(frozen=True)
class Versions:
    """The version an editor sees and the one that new sessions run."""

    latest: InterviewVersion
    published: InterviewVersion | None

    @property
    def has_draft(self) -> bool:
        """Say whether there is something to publish."""
        return self.latest.published_at is None

    @property
    def next_number(self) -> int:
        """Return the number of the version that the next change goes to."""
        return self.latest.number if self.has_draft else self.latest.number + 1


def versions_of(interview: Interview) -> Versions:
    """Return both versions of an interview."""
    return Versions(latest=latest_version(interview), published=published_version(interview))
