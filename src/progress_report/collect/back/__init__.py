"""Forms that come back: read, verified, and made entries."""
