"""Pages of the statistics, forms and reports."""
