"""The options of the researcher's commands; what they do lies beside this folder."""
