"""Formats: text or bytes out of a report or a result. No file is touched.

terminal  a report for a terminal: East Asian width, nothing harmful to it
markdown  reports and tables
html      tables
csv       tables
json      results
unified   a patch that patch(1) applies
sarif     findings
junit     findings
github    findings, as annotations
escape    text of documents made harmless
"""
