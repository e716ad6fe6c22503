"""The gate: rules, findings, baselines, and the run over a corpus.

finding    `Finding`: severities, related places, fingerprints
subject    `Subject`: a document under check, with what rules ask for made once
rule       `Rule`, `Spot`: how a rule is declared
rules      the rules, a file a family
running    rules run over one document
selection  which rules look at which paths
against    what documents that come in are to each other and to those held
baseline   findings that are known: fingerprints with counts, why, until when
runner     the documents of a corpus checked by several processes; the result, its exit status, its JSON
"""
