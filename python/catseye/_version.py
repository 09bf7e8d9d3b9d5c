"""The version of the library that the package holds."""

from ._library import library

__version__: str = library.catseye_version().decode()
