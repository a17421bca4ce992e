"""What Word and Excel files have in common."""
