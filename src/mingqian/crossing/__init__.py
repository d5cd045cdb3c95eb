"""跨区域执法: the way it is done, getting ready on notice, what the place does with a finding, leads (西平 跨区域)."""
