"""``python -m portal.signer``."""

import sys

from portal.signer.main import main

sys.exit(main())
