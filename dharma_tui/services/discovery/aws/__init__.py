"""The provider services of AWS: one file declares the kinds of one family of AWS services."""

from __future__ import annotations
