from .record import Book


def gap(book: Book, seeds: range) -> None:
    pass
