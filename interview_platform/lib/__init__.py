"""Shared kernel: what every app builds on and what knows of no app."""
