"""The command line: one file a noun."""

import gc

# Python walks through all that is held each time 700 more are: a tenth of an import,
# and of what a short command takes to begin. Nearly all here is freed by counting.
gc.set_threshold(100_000, 20, 20)
