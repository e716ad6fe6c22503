"""The language of sentences: which is chosen, what stays in English, and that the catalogues fit the source."""

from __future__ import annotations

import re
import string
import sys
from pathlib import Path

import pytest

from checking import Run
from policydiff.messages import joined, message
from policydiff.translation import LANGUAGES, language_named, localized, use_language
from policydiff.cli.language import _requested_language

ROOT = Path(__file__).resolve().parent.parent
