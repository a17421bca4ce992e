"""Analysis of Chinese text that several rules share: dates, sounds, grammar patterns."""
