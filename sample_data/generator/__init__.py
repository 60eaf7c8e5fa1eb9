"""A made-up shop and what happened in twelve weeks of it, from one seed."""
