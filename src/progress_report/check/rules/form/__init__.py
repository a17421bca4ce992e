"""The rules on files, YAML and forms; the loader and the readers find what breaks them."""
