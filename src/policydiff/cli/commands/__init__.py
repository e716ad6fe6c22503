"""The commands, one module each: it reads its input, calls one function, and writes one result."""
