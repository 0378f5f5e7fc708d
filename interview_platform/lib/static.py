"""Static files under names that carry their content's hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Renames the imports inside ES modules too, so that every module can be cached for good."""

    support_js_module_import_aggregation = True
