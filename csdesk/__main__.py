"""`csdesk`, and `python -m csdesk`."""

import os


def main() -> None:
    """Run csdesk; where a shell asks what fits, answer it without the commands."""
    if "_CSDESK_COMPLETE" in os.environ:
        from csdesk.cli.completion.answer import answer  # noqa: PLC0415 - in a hurry

        answer()
        return
    from csdesk.cli.app import main as run  # noqa: PLC0415 - slow to load

    run()


if __name__ == "__main__":
    main()
