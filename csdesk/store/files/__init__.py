"""Files on disk: atomic writes, protected and temporary files, kinds of drives."""
