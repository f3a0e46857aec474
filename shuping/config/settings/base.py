"""What is the same on every machine. Anything that grades is data of a rule set, never a setting."""

import os
from datetime import date
from pathlib import Path

from shuping.adapters import compiled_code
from shuping.config.environment import database, fixed_day, idle_minutes, secret_key

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parent
VAR = Path(os.environ.get("SHUPING_VAR", ROOT / "var"))
compiled_code.prepare(VAR)  # before anything loads the comparison

SECRET_KEY = secret_key(VAR)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SHUPING_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
FIXED_DAY: date | None = fixed_day()
DEMONSTRATION = False

APPS = [
    "audit",
    "accounts",
    "organization",
    "cycles",
    "registers",
    "reports",
    "desk",
    "assessments",
    "ballots",
    "grades",
    "rectification",
    "documents",
    "notices",
    "rounds",
    "portal",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.forms",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "treebeard",
    "shuping.base",
    *[f"shuping.apps.{name}" for name in APPS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuping.base.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuping.base.middleware.ChosenLanguage",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shuping.apps.accounts.middleware.PlainHttp",
    "shuping.apps.accounts.middleware.ActingRole",
    "shuping.apps.cycles.middleware.Organizing",
    "shuping.base.table_files.TableFiles",
    "shuping.base.middleware.ReadableText",
    "shuping.base.middleware.ExpectedFailures",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:log_in"
LOGIN_REDIRECT_URL = "portal:my_day"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

ROOT_URLCONF = "shuping.config.urls"
WSGI_APPLICATION = "shuping.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "shuping.base.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "shuping.base.templatetags.parts"],
        },
    }
]
FORM_RENDERER = "shuping.base.forms.Renderer"

DATABASES = {"default": database(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILES = VAR / "files"
COMPILES_BESIDE = True  # what the desk compiles is compiled in a process of its own, pages say so meanwhile

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
# Words of one installation: var/locale/zh_Hans/LC_MESSAGES/django.po wins over the house's own (docs/ops.md).
LOCALE_PATHS = [VAR / "locale"]
FORMAT_MODULE_PATH = ["shuping.base.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "shuping.base.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# The staff cookie never reaches the ballot pages (settled.md 5).
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_PATH = "/manage/"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_PATH = "/manage/"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_PATH = "/manage/"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = idle_minutes()
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = True
FRESH_CONFIRMATION_MINUTES = 10
ELEVATION_MINUTES = (5, 10, 30)  # how long somebody may switch elevated rights on for (ORG-08)
IDLE_WARNING_SECONDS = 120  # how long before the session ends it says so
CSRF_FAILURE_VIEW = "shuping.base.failures.forgery"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "shuping.apps.accounts.views.entry.locked_out"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # locking by log-in name is intended: an office shares one address
# What is tried while locked neither prolongs the lock nor is kept; typed secrets are never kept.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["confirm_password", "confirm_code", "code", "old", "new", "again"]
# Proxies beyond this machine that are believed about X-Forwarded-Proto (settled.md 5).
TRUSTED_PROXIES = [one for one in os.environ.get("SHUPING_TRUSTED_PROXIES", "").split(",") if one]
# Password profile: basic, standard or strict (core.roles.passwords).
PASSWORD_PROFILE = os.environ.get("SHUPING_PASSWORD_PROFILE", "standard")
# Whether roles of power need a second factor.
SECOND_FACTOR_REQUIRED = os.environ.get("SHUPING_SECOND_FACTOR", "") == "required"
OTP_TOTP_ISSUER = "Shuping"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
