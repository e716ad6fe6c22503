"""A server for agents and editors over an index, by the Model Context Protocol: read-only, on standard streams.

protocol  JSON-RPC 2.0, a message a line
tools     what can be asked: search, words, document, outline, compare, check
"""
