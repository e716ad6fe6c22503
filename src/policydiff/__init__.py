"""policydiff: compares and deduplicates policy documents, above all Chinese ones."""

import os

from policydiff.version import __version__

__all__ = ["__version__"]

# Nothing here multiplies matrices; starting the threads for it costs more than a short document does. Must be said
# before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
