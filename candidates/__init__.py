"""Who answers: invitations, sessions, answers, uploads, recordings."""
