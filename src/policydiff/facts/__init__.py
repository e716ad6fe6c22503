"""The facts that a provision states.

extraction  a passage -> `Fact`s with spans: numbers with their nouns, dates, deadlines, money, duties, agencies,
            penalties, references, citations
"""
