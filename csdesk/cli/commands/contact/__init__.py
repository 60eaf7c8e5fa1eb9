"""`csdesk contact` and `csdesk log`."""
