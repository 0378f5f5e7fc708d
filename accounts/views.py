"""The way in and out."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import SignInForm, SignUpForm, put_errors
from accounts.models import User
from accounts.services.companies import company_sign_up
from interview_platform.lib import limits
from interview_platform.lib.errors import Invalid

SIGN_UPS = 5
SIGN_UP_SECONDS = 60


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Take a company's name and its first member's, and sign that member in."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignUpForm(request.POST or None)
    user = _signed_up(request, form) if form.is_valid() else None
    if user is None:
        status = 422 if form.is_bound else 200
        return render(request, "accounts/sign_up.html", {"form": form}, status=status)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)


def _signed_up(request: HttpRequest, form: SignUpForm) -> User | None:
    """Return the new user, or None with the reason on the form.

    Raises:
        LimitReached: too many sign-ups from this address.
    """
    limits.hit(f"sign-up:{limits.address_of(request)}", limit=SIGN_UPS, seconds=SIGN_UP_SECONDS)
    try:
        return company_sign_up(**form.cleaned_data, now=timezone.now())
    except Invalid as error:
        put_errors(form, error)
        return None


class SignIn(LoginView):
    """Sign in, and go on to the page that was asked for."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again, with a status that says so."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response
