"""What it means: transcripts, metrics, human reviews, decisions."""
