"""How work is spread.

processes  batches over several processes: results in order, interruptions for the one that started them
"""
