"""The tests: quick passwords, plain static files, one of the two databases (SHUPING_TEST_DATABASE)."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SHUPING_SECRET_KEY", "only-for-tests")
os.environ.setdefault("SHUPING_VAR", str(Path(tempfile.gettempdir()) / "shuping-test"))

from shuping.config.environment import postgresql

from .base import *  # noqa: F403

# Each process keeps files of its own: some tests spoil one for a moment, and equal contents have one place.
FILES = VAR / f"files-{os.getpid()}"  # noqa: F405
COMPILES_BESIDE = False  # the tests have it compiled before, or compile as they go
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# A file, not memory: threads of one test have connections of their own, as on a real installation. The number of the
# process keeps runs apart that happen at the same time.
DATABASES["default"]["TEST"] = {"NAME": VAR / f"test-{os.getpid()}.sqlite3"}  # noqa: F405
DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
)
if os.environ.get("SHUPING_TEST_DATABASE") == "postgresql":
    # shuping.dev.pytest_postgres starts a server and sets the address.
    DATABASES["default"] = {**postgresql(os.environ["SHUPING_TEST_POSTGRESQL"]), "CONN_MAX_AGE": 0}  # noqa: F405

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (whitenoise warns of a missing folder)
