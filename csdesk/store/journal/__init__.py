"""Journal: operations, their changes, and the undo of an operation."""
