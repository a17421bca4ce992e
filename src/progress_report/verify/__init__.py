"""Published files held against what the data give."""
