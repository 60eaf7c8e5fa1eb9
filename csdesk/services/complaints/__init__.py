"""Complaints: open, edit, move through their workflow and decide them."""
