"""Files to rows of text, whatever the file: recognised by its content, not by its name.

Every reader yields batches of `(number, cells)`; `number` is the row as a spreadsheet shows it, headings included.
Runs in the sandboxed child only: what is read here may be hostile.
"""

from mingqian.registers.importing.readers.source import Batch, Source, Unreadable, open_source

__all__ = ["Batch", "Source", "Unreadable", "open_source"]
