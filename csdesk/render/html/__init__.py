"""The page of a report: its tables, its figures, its templates."""
