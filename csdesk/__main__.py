"""`csdesk`, and `python -m csdesk`: Ctrl-C is met from the first import on."""

import os
import sys

from csdesk import COMPLETE_VARIABLE


def main() -> None:
    """Run csdesk; where a shell asks what fits, answer it without the commands."""
    try:
        if COMPLETE_VARIABLE in os.environ:
            from csdesk.cli.completion.answer import answer  # noqa: PLC0415 - in a hurry

            answer()
            return
        from csdesk.cli.app import main as run  # noqa: PLC0415 - slow to load

        run()
    except KeyboardInterrupt as error:
        sys.exit(getattr(error, "exit_code", 130))  # 128 and the signal's number


if __name__ == "__main__":
    main()
