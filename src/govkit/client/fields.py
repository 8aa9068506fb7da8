"""What generated models need of pydantic; from here, so that their imports stand in one order everywhere."""

from pydantic import AwareDatetime, ConfigDict, Discriminator, Field, RootModel, SecretStr, Tag

__all__ = ["AwareDatetime", "ConfigDict", "Discriminator", "Field", "RootModel", "SecretStr", "Tag"]
