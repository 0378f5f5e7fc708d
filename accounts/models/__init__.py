from accounts.models.access import ApiSession
from accounts.models.audit import AuditEntry
from accounts.models.company import Branding, Company
from accounts.models.mail import SentEmail
from accounts.models.user import Membership, User

__all__ = [
    "ApiSession",
    "AuditEntry",
    "Branding",
    "Company",
    "Membership",
    "SentEmail",
    "User",
]
