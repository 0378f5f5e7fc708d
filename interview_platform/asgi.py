"""Everything one process serves: HTTP through WSGI threads, WebSockets natively.

Django's own ASGI handler is three to five times slower for synchronous views and leaks persistent
database connections, so HTTP goes to a pool of threads that live as long as the process.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interview_platform.settings")
wsgi = get_wsgi_application()  # sets Django up, which the imports below need

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

import analytics.routing  # noqa: E402

THREADS = 8

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast(Any, wsgi), workers=THREADS),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(analytics.routing.urlpatterns))
        ),
    }
)
