"""Settings of every process; the values come from the environment (see .env.example)."""

from datetime import timedelta
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from interview_platform.env import BASE_DIR, DATA_DIR, database, env, secret

django_stubs_ext.monkeypatch()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_q",
    "interview_platform.lib",
    "accounts",
    "billing",
    "interviews",
    "candidates",
    "analytics",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "interview_platform.middleware.NamedPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "interview_platform.middleware.DomainErrorMiddleware",
    "interview_platform.middleware.BackOfficeMiddleware",
    "interview_platform.middleware.PortalMiddleware",
]

ROOT_URLCONF = "interview_platform.urls"
ASGI_APPLICATION = "interview_platform.asgi.application"
WSGI_APPLICATION = "interview_platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "interview_platform.context.page",
            ],
        },
    }
]

# Database. WAL alone does not stop "database is locked": a transaction that starts by reading
# and then writes must take the write lock at its start (IMMEDIATE). FULL, because a commit that
# acknowledges bytes to a candidate must survive a power cut.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
    ),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# People.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailOrUsernameBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("accounts:sign-in")
LOGIN_REDIRECT_URL = reverse_lazy("portal:home")
LOGOUT_REDIRECT_URL = reverse_lazy("accounts:sign-in")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# What a browser may do.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=3600 if HTTPS else 0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "microphone": ["self"],
    "geolocation": [],
    "payment": [],
    "usb": [],
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The back office is django-unfold's: its Alpine needs eval and inline styles. Staff only.
BACK_OFFICE_CSP = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

# Words.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # of pages: those that have a catalogue
INTERVIEW_LANGUAGES = [("en", _("English")), ("de", _("German"))]  # of questions and answers
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files.
FILE_UPLOAD_PERMISSIONS = 0o600  # recordings are nobody else's on this machine
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
SPOOL_DIR = DATA_DIR / "spool"
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "interview_platform.lib.static.ModuleStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "signature_version": "s3v4",
            "file_overwrite": False,
        },
    }
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# A tus body is held in memory by the server, so it is small; the multipart uploads of the
# documented APIs may be larger; nothing may exceed MAX_BODY_BYTES.
MAX_SLICE_BYTES = 4 * 1024 * 1024
MAX_BODY_BYTES = 60 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_SLICE_BYTES + 1024
MEDIA_LINK_SECONDS = env.int("MEDIA_LINK_SECONDS", default=600)
MAX_RECORDING_BITS_PER_SECOND = env.int("MAX_RECORDING_BITS_PER_SECOND", default=6_000_000)

# Jobs (web-facing processes only enqueue). One lane is one cluster; our own Job row decides what
# runs, so the broker never retries and never prefetches.
WORKER_TIMEOUT_SECONDS = env.int("WORKER_TIMEOUT_SECONDS", default=900)
Q_CLUSTER: dict[str, Any] = {
    "name": "default",
    "orm": "default",
    "workers": env.int("DEFAULT_WORKERS", default=2),
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.1,
    "timeout": WORKER_TIMEOUT_SECONDS,
    "retry": WORKER_TIMEOUT_SECONDS * 2,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "scheduler": False,
    "recycle": 200,
    "ALT_CLUSTERS": {"media": {"workers": env.int("MEDIA_WORKERS", default=1)}},
}
JOB_LEASE = timedelta(seconds=env.float("JOB_LEASE_SECONDS", default=20))
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=10)

# Pages refresh themselves this often even if no live message arrives; 0 turns polling off.
PAGE_POLL_SECONDS = env.int("PAGE_POLL_SECONDS", default=15)
LIVE_POLL_SECONDS = 0.2

# Engines.
SPEECH_TO_TEXT = env.str("STT_ENGINE", default="auto")

# Invitations.
INVITATION_LIFETIME = timedelta(hours=env.int("INVITATION_HOURS", default=72))
LATE_BYTES_GRACE = timedelta(hours=24)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"secrets": {"()": "interview_platform.lib.logs.MaskSecretPaths"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django-q": {"level": "WARNING"}, "daphne": {"level": "WARNING"}},
}

UNFOLD = {
    "SITE_TITLE": _("Back office"),
    "SITE_HEADER": _("Interview platform"),
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("css/back-office.css")],
    "SCRIPTS": [lambda request: static("js/back-office/landmarks.js")],
}
