"""Complaints: opened, edited, moved through their workflow, decided."""
