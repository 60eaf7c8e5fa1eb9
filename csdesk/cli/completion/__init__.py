"""What the TAB key offers, in bash, zsh and fish.

A shell's script (`csdesk.bash`, `.zsh`, `.fish`) sends the line as typed; `answer` says
which words fit, one a line: never anything outside `[A-Za-z0-9._@-]`, never an error.
It loads neither Typer nor the commands: `commands.txt`, written from them by `grammar`,
says what each of their parameters takes.
"""
