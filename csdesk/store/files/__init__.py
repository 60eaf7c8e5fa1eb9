"""Files on disk: written whole, never over a desk, and where they lie."""
