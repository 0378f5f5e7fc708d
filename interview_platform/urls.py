"""Every address of the platform."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

import analytics.urls
import candidates.portal_urls
import interviews.urls
from candidates.views.media import media
from interview_platform.health import health

portal = [
    path("", RedirectView.as_view(pattern_name="portal:responses"), name="home"),
    *interviews.urls.urlpatterns,
    *candidates.portal_urls.urlpatterns,
    *analytics.urls.urlpatterns,
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="portal:home")),
    path("", include("accounts.urls")),
    path("app/", include((portal, "portal"))),
    path("i/", include("candidates.urls")),
    path("media/<str:token>/", media, name="media"),
    path("admin/", admin.site.urls),
    path("healthz", health),
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("icons/favicon.svg"))),
]
