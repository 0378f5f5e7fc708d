"""Pages and endpoints of candidates, and the invitations' pages of the portal."""
