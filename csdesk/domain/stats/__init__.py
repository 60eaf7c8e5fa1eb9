"""Statistics of small samples: intervals, tests, limits. Short sums, no packages.

Shares are fractions (0-1) in this package; a net score is in points (-100-100).
Nothing is rounded and nothing is drawn at random.
"""
