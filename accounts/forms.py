"""Signing up and signing in, and how a domain error gets onto a form."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interview_platform.lib.errors import DomainError


def put_errors(form: forms.BaseForm, error: DomainError) -> None:
    """Put a domain error beside the fields at fault, or above the form if it names none of them."""
    known = {name: message for name, message in error.fields.items() if name in form.fields}
    for name, message in known.items():
        form.add_error(name, message)
    if not known:
        form.add_error(None, error.message)


class SignUpForm(forms.Form):
    """What a company's first member says of it and of themselves."""

    company_name = forms.CharField(
        label=_("Company"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1024,
        help_text=_("At least 8 characters, and not a common password."),
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "minlength": 8}, render_value=False
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules, the person's own names included."""
        data: dict[str, Any] = super().clean() or {}
        password = data.get("password")
        if password:
            user = User(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class SignInForm(AuthenticationForm):
    """A name of either kind, and the password."""

    username = UsernameField(
        label=_("E-mail address or username"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This name and password do not fit together. Check both."),
    }
