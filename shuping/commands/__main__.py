"""`python -m shuping.commands` is `shuping`."""

import sys

from shuping.commands.front import main

if __name__ == "__main__":
    sys.exit(main())
