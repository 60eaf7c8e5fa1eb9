"""`python -m csdesk`, and the installed script: Ctrl-C is met from the first import."""

import sys


def main() -> None:
    """Run csdesk from the command line."""
    try:
        from csdesk.cli.app import main as run  # noqa: PLC0415 - it takes a while

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
