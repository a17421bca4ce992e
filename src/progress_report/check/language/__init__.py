"""What several rules know of Chinese: dates, sounds, pieces of text."""
