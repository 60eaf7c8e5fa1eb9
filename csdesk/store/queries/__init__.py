"""Small SELECTs that return records or ids of them: a file a noun."""
