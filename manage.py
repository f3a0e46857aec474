#!/usr/bin/env python
"""Django's own command line, for developers; people who run an installation use `shuping`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuping.config.settings.demo")
    execute_from_command_line(sys.argv)
