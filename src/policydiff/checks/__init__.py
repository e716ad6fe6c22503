"""The checks of `policydiff check`: rules, findings, baselines, and the run over a corpus.

finding           `Finding`: severity, related locations, fingerprint
subject           `CheckedDocument`: a document under check, with the results that several rules share
rule              declaration of rules: `Rule`, `Fault`
rules             the rules, one file for each family
document_run      the rules run on one document
check_digits      check digits of identity and card numbers
selection         which rules run on which paths, and with which severities
against           how incoming documents are related to each other and to reference documents
baseline          known findings: fingerprints with counts, a reason and an expiry date
grouping          findings about several copies of one document, made one
coverage          what a check did not look at, and why
repository_paths  the paths of a result counted from the root of the git repository
corpus_run        a corpus checked by several processes: the result, its exit status, its JSON
"""
