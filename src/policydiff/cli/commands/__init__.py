"""The commands, one module each: it reads, calls one function, and writes one result."""
