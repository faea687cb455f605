"""rednet-crawler: articles of 红网怀化站 (hh.rednet.cn) as a dataset."""

__version__ = "0.1.0"
