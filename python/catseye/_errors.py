"""The package's exceptions. A missing file is a FileNotFoundError, and an argument outside its range a ValueError."""


class CatseyeError(Exception):
    """The base class of every error that the library or a program of the package reports."""


class ModelError(CatseyeError, ValueError):
    """A .ceye file is damaged, or has a version that this package does not read."""


class ConversionError(CatseyeError):
    """The converter refused, or a limit was missed.

    Attributes:
        status: the exit status: 1 a limit was missed, 64 an option does not fit, 65 a file cannot be used, 66 a file is
            missing, 74 a read or write failed.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
