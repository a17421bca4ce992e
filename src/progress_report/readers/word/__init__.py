"""Word documents, each table as a grid."""
