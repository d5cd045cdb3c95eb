"""The office's pages about publications."""
