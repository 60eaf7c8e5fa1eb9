"""`csdesk customer`."""
