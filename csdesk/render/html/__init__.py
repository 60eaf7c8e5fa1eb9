"""The HTML page of a report: tables, figures, templates."""
