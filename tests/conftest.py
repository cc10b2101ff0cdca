"""Collection: fixtures are programs that tests execute and analyse, not tests."""

collect_ignore_glob = ["fixtures/*"]
