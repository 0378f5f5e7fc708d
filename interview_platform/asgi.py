"""Everything one process serves: HTTP through WSGI threads, WebSockets natively.

Django's own ASGI handler is three to five times slower for synchronous views and leaks persistent
database connections, so HTTP goes to a pool of threads that live as long as the process.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

import analytics.routing
from interview_platform.wsgi import application as wsgi

THREADS = 8

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(cast(Any, wsgi), workers=THREADS),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(analytics.routing.urlpatterns))
        ),
    }
)
