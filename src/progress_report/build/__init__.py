"""One project or many, from a folder to the files of its outputs."""
