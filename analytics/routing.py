"""WebSocket addresses of the portal."""

from django.urls import path

from analytics.consumers import LiveConsumer

urlpatterns = [
    path("ws/live/responses/", LiveConsumer.as_asgi()),
    path("ws/live/responses/<uuid:session_id>/", LiveConsumer.as_asgi()),
]
