"""Hashing passwords: slow and hungry by design, so only so many at once."""

from threading import BoundedSemaphore

# An Argon2 hash takes 100 MB and a core; as many as the web process has threads would stop it.
hashing = BoundedSemaphore(2)
