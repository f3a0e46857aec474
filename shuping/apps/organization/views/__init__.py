"""Pages of the register: the tree, acts on it, people, import."""
