"""The command line: one file a noun."""

import gc

# By default Python collects garbage after every 700 new objects, a tenth of the time
# of an import and of the start of a short command. Nearly all is freed by counting.
gc.set_threshold(100_000, 20, 20)
