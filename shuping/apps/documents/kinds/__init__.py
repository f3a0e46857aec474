"""Every kind of paper that is made from the data of a round; `registry` lists them all."""
