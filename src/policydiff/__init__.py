"""policydiff: compares and deduplicates policy documents, above all Chinese ones."""

import os

__version__ = "0.1.0"

# Nothing here multiplies matrices; starting the threads for it costs more than a short document does. Must be said
# before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
