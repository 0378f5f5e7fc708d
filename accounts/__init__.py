"""Who: companies, users, memberships, branding, the audit trail."""
