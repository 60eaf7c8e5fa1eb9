"""What a few answers can show: intervals, tests, limits. Short sums, no packages.

Shares are fractions (0-1) in this room; a net score is in points (-100-100), as it is
said. Nothing here is rounded and nothing is drawn at random.
"""
