"""The office's pages about what follows a finding."""
