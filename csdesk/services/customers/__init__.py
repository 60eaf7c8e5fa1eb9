"""Customers: found, added, corrected, merged; who left and who came back."""
