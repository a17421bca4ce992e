"""One overview of a period: who has reported, and who is behind."""
