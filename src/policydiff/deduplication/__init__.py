"""Repeats inside one document: passages, verdicts, decisions, the plan and its proof."""
