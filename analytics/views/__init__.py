"""Pages where companies look at what candidates answered."""
