"""The reading desk: normalise, fingerprint, candidates, alignment, passages; reading a speech."""
