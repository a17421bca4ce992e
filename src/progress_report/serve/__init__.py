"""The local web application: a thin room over the packages that the commands call."""
