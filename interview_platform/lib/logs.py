"""What must not reach a log: addresses that open something."""

import logging
import re

SECRET_PATHS = re.compile(r"(/(?:i|media)/)(?!s/)[^\s\"'?]+")


class MaskSecretPaths(logging.Filter):
    """Replace the secret part of invitation and media addresses, in whatever logger's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record's message; keep every record."""
        message = record.getMessage()
        masked = SECRET_PATHS.sub(r"\1***", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
