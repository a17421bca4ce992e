"""Forms out to units, filled forms back in, and who has reported."""
