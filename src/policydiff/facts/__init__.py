"""The facts that a provision states.

extraction       a passage -> `Fact`s with spans: numbers with their nouns, dates, deadlines, money, duties, agencies,
                 penalties, references, citations
quantities       numbers with their units, whole, and the nouns that they count
values           canonical values, amounts, and the days that a time takes
acts             where an act ends that a modal word governs
penalty_context  for whom, for what and in which case a penalty is
"""
