"""How work is distributed.

processes  tasks over several processes: results in order; only the parent process handles interruptions
"""
