"""Compares published files with what the data give.

`verify_file` is ``report verify``, `output_folder` is ``report build --check``; both rest on
`comparison`.
"""
