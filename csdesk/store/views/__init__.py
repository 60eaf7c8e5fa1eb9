"""What lists and single records show, as data: a file a noun."""
