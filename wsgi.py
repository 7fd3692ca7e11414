"""The door for web servers: `gunicorn wsgi:application`, and for `flask`."""

import gc
import sys

import config
from portal import create_app

EX_CONFIG = 78  # sysexits.h: the configuration is at fault, starting again will not help

try:
    settings = config.from_env()
except config.ConfigError as problem:
    print(problem, file=sys.stderr)  # noqa: T201 - nothing is set up yet that could log
    raise SystemExit(EX_CONFIG) from None

application = create_app(settings)

# What is here now stays for good. Left to the collector, every process that is forked from this
# one would soon have a copy of its own of all of it.
gc.collect()
gc.freeze()
# A page leaves few cycles and many objects behind: looking for cycles less often is cheaper.
gc.set_threshold(10_000, 20, 20)
