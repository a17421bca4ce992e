"""The table as a web page, through Jinja2."""
