"""The way back: records and whole desks as files that csdesk, and others, can read."""
