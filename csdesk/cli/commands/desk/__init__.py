"""Commands about the desk file: init, import, export, backup, restore, settings."""
