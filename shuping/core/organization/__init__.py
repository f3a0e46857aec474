"""The tree of Party organisations: levels, heirs, peers, who answers to whom, coverage, order of names."""
