"""The public APIs, one package per document, thin over the same services as the pages."""
