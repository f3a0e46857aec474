"""How much of a file that is sent is kept: as much as the largest one may hold and a little more, whatever comes.

A form can then say in its own words that the file is too large, with everything else that was typed still there. The
rest is read and dropped, since a browser shows an answer only after it has sent everything.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file any form takes (`adapters.documents_in.LARGEST`, `adapters.sheets.MAX_BYTES`)."""

MOST_READ = 2 * 1024 * 1024 * 1024
"""Bytes of a request after which nobody reads on: nothing an office sends by mistake is larger."""


class BoundedUpload(FileUploadHandler):
    """Passes a file on until it is larger than any may be. Stands before the handlers that keep it."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Refuse to read what no person would send, with the page of a request that cannot be read."""
        if content_length > MOST_READ:
            raise RequestDataTooBig("The request is larger than anything a form takes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The next piece, or None once enough came to know that it is too much. `start`: bytes before it."""
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        """The file itself is made by the handlers that keep it."""


def give_up(request: HttpRequest) -> None:
    """Remove what was kept of a file that stopped on its way."""
    for handler in request.upload_handlers:
        file = getattr(handler, "file", None)
        if file is not None:
            file.close()
