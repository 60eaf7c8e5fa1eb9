"""Conditions that views, figures and verbs share, as SQL text."""
