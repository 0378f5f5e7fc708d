"""Sign-in by e-mail address or username."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from accounts.passwords import hashing
from interview_platform.lib import limits

WRONG_TRIES = 10
WINDOW_SECONDS = 60


class EmailOrUsernameBackend(ModelBackend):
    """Find the person by either name, in any case, in constant time, and not too often."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the user if the name and the password fit, else None.

        Raises:
            LimitReached: too many wrong tries from this address or for this name.
        """
        given = (username or kwargs.get(User.USERNAME_FIELD) or "").strip()
        counters = _counters(request, given)
        for key in counters:  # before the hash, so that tries at the same moment count as well
            limits.hit(key, limit=WRONG_TRIES, seconds=WINDOW_SECONDS)
        user = self._fitting(given, password)
        if user is not None:
            for key in counters:
                limits.take_back(key, seconds=WINDOW_SECONDS)
        return user

    def _fitting(self, given: str, password: str | None) -> User | None:
        """Return the active user with this name and password; as slow if there is none."""
        user = User.objects.filter(Q(email=given.lower()) | Q(username__iexact=given)).first()
        with hashing:
            if user is None or password is None:
                User().set_password(password or "")
                return None
            fits = user.check_password(password)
        return user if fits and self.user_can_authenticate(user) else None


def _counters(request: HttpRequest | None, given: str) -> list[str]:
    """Return what tries are counted by.

    The address comes first, so that a refused one cannot shut the names of others.
    """
    name = f"sign-in:name:{given.casefold()}"
    return [name] if request is None else [f"sign-in:address:{limits.address_of(request)}", name]
