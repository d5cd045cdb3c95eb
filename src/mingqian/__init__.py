"""明签 (mingqian): the platform on which a regulator runs 双随机、一公开."""

__version__ = "0.1.0"
