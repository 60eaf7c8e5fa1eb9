"""Bulk reads and writes of imports, by the driver's connection."""
