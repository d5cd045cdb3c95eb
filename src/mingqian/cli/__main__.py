"""`./run …`"""

import sys

from mingqian.cli.main import main

sys.exit(main(sys.argv[1:]))
