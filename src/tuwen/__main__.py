"""`python -m tuwen` is `tuwen`."""

import sys

from tuwen.cli import main

if __name__ == "__main__":
    sys.exit(main())
