"""One project or many, from a folder to the files of its outputs.

What the data do not allow raises DataError, when every diagnostic has been shown; whatever else
stops a build, such as a missing font or library, ReportError. In either case nothing has been
written.
"""
