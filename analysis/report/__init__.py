"""What a page shows of the results: tables, figures and words."""

from ..study.reading import prepare

# A renderer imports this once and forks a process for each chapter; all of them read the study.
prepare()
