"""Pages of 跨区域执法."""
