"""Everything that can go wrong before a question is asked.

IndexingError
├── InputError            nothing could be read from what was given
├── ModelMissingError     the embedding model's files are not on this machine
└── StoreError            the store cannot be used as it is
    ├── StoreMissingError   there is no store in that folder
    ├── StoreDamagedError   a file of the store is gone, cut short or altered
    ├── StoreMismatchError  the store was built by another version or with other settings
    ├── StoreBusyError      another process is writing to the store
    └── StoreWriteError     the disk is full, or the folder may not be written to
"""


class IndexingError(Exception):
    """Base of all errors raised by `index`."""


class InputError(IndexingError):
    """Nothing could be read from what was given."""


class ModelMissingError(IndexingError):
    """The embedding model's files are not on this machine."""


class StoreError(IndexingError):
    """The store cannot be used as it is."""


class StoreMissingError(StoreError):
    """There is no store in that folder."""


class StoreDamagedError(StoreError):
    """A file of the store is gone, cut short or altered."""


class StoreMismatchError(StoreError):
    """The store was built by another version or with other settings."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class StoreWriteError(StoreError):
    """The disk is full, or the folder may not be written to."""
