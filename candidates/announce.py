"""Tell the pages that show a session to look again."""

from candidates.models import Session
from interview_platform.lib import live


def session_changed(session: Session) -> None:
    """Announce a change of the session to its own page and to its company's list."""
    live.publish(f"session:{session.public_id}")
    live.publish(f"company:{session.company_id}")
