"""One room a chapter: its claims, experiments, explorers and exercises."""
