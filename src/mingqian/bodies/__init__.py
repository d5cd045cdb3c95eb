"""组织机构与职责: who leads the work, who answers for what, and how a joint check is arranged."""
