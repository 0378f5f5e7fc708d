"""Sign-in by e-mail address or username."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User


class EmailOrUsernameBackend(ModelBackend):
    """Find the person by either name, in any case, in constant time."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the user if the name and the password fit, else None."""
        given = (username or kwargs.get(User.USERNAME_FIELD) or "").strip()
        found = list(User.objects.filter(Q(email=given.lower()) | Q(username__iexact=given))[:2])
        if len(found) != 1 or password is None:
            User().set_password(password)  # as slow as a real check: do not tell who has an account
            return None
        user = found[0]
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
