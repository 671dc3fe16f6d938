"""`python -m ui` is the command `dateline`."""

from ui.cli import main

main()
