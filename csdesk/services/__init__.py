"""The verbs: each changes a desk within a session, and prints nothing."""
