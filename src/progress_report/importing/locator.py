"""Where a cell stands in a file, as the program that shows the file names it."""

from dataclasses import dataclass

from progress_report.domain.diagnostics import Location
from progress_report.readers.any_file import FileFormat
from progress_report.readers.excel.sheet import column_name
from progress_report.readers.grid import Grid
from progress_report.system.i18n import _


@dataclass(frozen=True, slots=True)
class CellLocator:
    """Names the cells of a grid."""

    path: str
    format: FileFormat
    grid: Grid

    def at(self, row: int, column: int) -> Location:
        """The location of a cell; row and column of the grid count from 0."""
        columns = self.grid.columns
        return self.in_column(row, columns[column] if columns else column + 1)

    def in_column(self, row: int, number: int) -> Location:
        """The location of a cell by the 1-based number of its column in the file."""
        grid = self.grid
        line = grid.numbers[row] if row < len(grid.numbers) else 1
        if self.format in (FileFormat.CSV, FileFormat.MARKDOWN):
            return Location(self.path, line)
        if self.format is FileFormat.XLSX:
            cell = f"{grid.name}!{column_name(number)}{line}"
        else:
            cell = _("row {row}, column {column}").format(row=line, column=number)
            cell = f"{grid.name}, {cell}" if grid.name else cell
        return Location(self.path, line, cell=cell)
