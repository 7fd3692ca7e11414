"""What stands around the portal: starting it, testing it, keeping its words complete.

`environment`, `start`, `supervise`, `test` and `postgres` run before anything is installed, so they
know only the standard library. The others run inside the environment.
"""

import sys

# Here, in words that old Pythons understand too: the modules themselves are newer than that.
if sys.version_info < (3, 11):  # noqa: UP036 - the very sentence for people with an older one
    sys.exit(
        f"Maru needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).\n"
        "With another one at hand: make run PYTHON=python3.11"
    )
