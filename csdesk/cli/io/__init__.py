"""Standard streams: the terminal, output, prompts and progress."""
