"""Charts as SVG: a file a kind of chart."""
