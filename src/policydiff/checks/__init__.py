"""The gate: rules, findings, baselines, and the run over a corpus.

finding       `Finding`: severity, related places, fingerprint
subject       `CheckedDocument`: a document under check, with what rules ask for made once
rule          how a rule is declared: `Rule`, `Fault`
rules         the rules, a file a family
document_run  the rules run over one document
selection     which rules look at which paths
against       what incoming documents are to each other and to those held
baseline      findings that are known: fingerprints with counts, reason and last day
corpus_run    the documents of a corpus checked by several processes: the result, its exit status, its JSON
"""
