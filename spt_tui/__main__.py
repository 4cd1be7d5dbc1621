"""`python -m spt_tui`."""

import sys

from spt_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
