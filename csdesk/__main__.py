"""`python -m csdesk`."""

from csdesk.cli.app import main

if __name__ == "__main__":
    main()
