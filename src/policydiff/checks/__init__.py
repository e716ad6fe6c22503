"""The gate: rules, findings, baselines, and the run over a corpus."""
