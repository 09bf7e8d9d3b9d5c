"""The wheel's tag: any Python 3 on one kind of machine. tools/packaging/wheel puts the library and the programs in place first."""

import os

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.dist import Distribution


class WithPrograms(Distribution):
    """The wheel contains machine code, though no extension module of Python's."""

    def has_ext_modules(self) -> bool:
        return True


class AnyPython(bdist_wheel):
    """The wheel uses no version of Python's own interface."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", os.environ["CATSEYE_WHEEL_PLATFORM"]


setup(version=os.environ["CATSEYE_WHEEL_VERSION"], distclass=WithPrograms, cmdclass={"bdist_wheel": AnyPython})
