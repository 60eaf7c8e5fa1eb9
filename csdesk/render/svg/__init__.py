"""SVG charts: one module for each kind."""
