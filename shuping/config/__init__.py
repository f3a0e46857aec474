"""Settings, urls, wsgi: the only place that knows the whole house and the machine."""
