"""The office's pages of plans and campaigns."""
