"""Run inside an installation: record one answer of the demo interview and queue its work."""

import sys
from pathlib import Path

import django

django.setup()

from accounts.models import User  # noqa: E402
from accounts.selectors.memberships import active_membership  # noqa: E402
from candidates.models import Invitation  # noqa: E402
from interview_platform.lib.tenancy import company_scope  # noqa: E402
from tests import factories  # noqa: E402


def main(path: str) -> None:
    """Answer the demo invitation's first question with the file."""
    owner = User.objects.get(email="demo@example.com")
    membership = active_membership(owner)
    assert membership is not None
    with company_scope(membership.company):
        session = factories.begin(Invitation.objects.latest("id"))
        factories.record(session, Path(path).read_bytes())


main(sys.argv[1])
