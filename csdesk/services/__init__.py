"""Services: every change of a desk, within a session; none of them prints."""
