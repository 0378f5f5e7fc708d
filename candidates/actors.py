"""The candidate, as the audit trail names them."""

from accounts.enums import ActorKind
from candidates.models import Candidate
from interview_platform.lib.audit import Actor


def candidate_actor(candidate: Candidate) -> Actor:
    """Return a candidate as an actor; by id only, because the trail outlives the person."""
    return Actor(ActorKind.CANDIDATE, id=str(candidate.public_id))
