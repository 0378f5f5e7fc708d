from candidates.models.people import Candidate, Invitation
from candidates.models.recording import Recording, Segment, Upload
from candidates.models.session import Answer, Session

__all__ = ["Answer", "Candidate", "Invitation", "Recording", "Segment", "Session", "Upload"]
