"""Settings of the test suite: as shipped, with a data folder and passwords of its own."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="interview-tests-")
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from interview_platform.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
