"""A real installation, behind TLS or on loopback."""

import os

from .base import *  # noqa: F403

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if os.environ.get("SHUPING_BEHIND_PROXY"):  # set by `shuping serve --behind-proxy`: the proxy names the scheme
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
