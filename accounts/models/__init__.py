from accounts.models.audit import AuditEntry
from accounts.models.company import Branding, Company
from accounts.models.user import Membership, User

__all__ = ["AuditEntry", "Branding", "Company", "Membership", "User"]
