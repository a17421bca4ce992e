"""One module for each page: what it shows, and the actions of its forms."""
