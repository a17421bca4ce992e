"""Excel workbooks, each visible sheet as a grid."""
