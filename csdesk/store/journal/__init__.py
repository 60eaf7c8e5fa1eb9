"""The journal: operations, their changes, and the undo of an operation."""
