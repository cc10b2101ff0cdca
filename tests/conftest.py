"""Collection: fixtures are programs that tests execute and analyse, not tests. No test leaves results to a later one."""

import os

collect_ignore_glob = ["fixtures/*"]
os.environ["ASYNCDB_LINT_NO_CACHE"] = "1"
