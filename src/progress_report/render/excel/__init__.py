"""The table as an Excel workbook."""
