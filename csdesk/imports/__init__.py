"""Import files: from bytes to rows, fields and records of the desk."""
