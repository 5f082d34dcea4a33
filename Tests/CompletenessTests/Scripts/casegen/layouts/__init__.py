"""Layouts of exports by product. Each gives {file name: bytes} for rows in their order."""
from . import custom, elastic, qradar, sentinel, splunk

ALL = {**splunk.LAYOUTS, **elastic.LAYOUTS, **sentinel.LAYOUTS, **qradar.LAYOUTS, **custom.LAYOUTS}
