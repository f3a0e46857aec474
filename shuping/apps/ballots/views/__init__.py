"""Pages of the count: the session and its acts, keying, the printed sheet."""
