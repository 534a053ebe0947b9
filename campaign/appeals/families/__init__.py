"""One file for each family of appeals: how its texts are laid out."""
