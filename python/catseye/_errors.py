"""What can go wrong, as exceptions. A file that is not there is FileNotFoundError, an argument outside its range ValueError."""


class CatseyeError(Exception):
    """Anything that the library or a program of the package refuses."""


class ModelError(CatseyeError, ValueError):
    """A .ceye file that is damaged, or of a version that this package does not read."""


class ConversionError(CatseyeError):
    """The converter refused or missed a limit.

    Attributes:
        status: its exit status: 1 a limit was missed, 64 an option does not fit, 65 a file cannot be used, 66 a file is not
            there, 74 a read or write failed.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
