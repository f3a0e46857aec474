"""Writes of the register: the tree, posts and relations, import."""
