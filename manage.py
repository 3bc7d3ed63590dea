#!/usr/bin/env python3
"""Django's command line for the help center; `manage.py demo` is the way in."""

import os
import sys


def main() -> None:
    """Run a management command, after one clear sentence where the ground for it is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036 (an older Python gets a sentence)
        sys.exit(f"The help center needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed in this Python. Run the two commands of README.md, "
            "which make .venv and use it."
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
