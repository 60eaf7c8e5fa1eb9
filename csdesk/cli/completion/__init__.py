"""Complete commands with the TAB key, in bash, zsh and fish.

A shell's script (`csdesk.bash`, `.zsh`, `.fish`) sends the typed line; `answer` prints
the words that complete it, one a line: only characters of `[A-Za-z0-9._@-]`, and never
an error. It loads neither Typer nor the commands: it reads `commands.txt`, which
`python -m tools.completion_table` writes from them.
"""
