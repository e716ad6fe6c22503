"""What a provision says.

extraction  a passage -> `Fact`s with spans: numbers with their nouns, dates, deadlines, money, duties, agencies,
            penalties, references
"""
