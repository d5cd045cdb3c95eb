"""The draw's pages."""
