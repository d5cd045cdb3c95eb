"""The import page with its four steps — file, columns, preview, result."""
