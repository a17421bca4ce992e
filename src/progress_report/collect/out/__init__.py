"""Forms that go out to units."""
