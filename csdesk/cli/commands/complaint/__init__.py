"""`csdesk complaint`."""
