"""Compose the apps into one platform."""
