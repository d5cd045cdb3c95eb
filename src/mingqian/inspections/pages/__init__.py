"""The office's and the inspectors' pages about inspections."""
