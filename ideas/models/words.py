"""The words of shared ideas, for finding similar ones. ideas.similar writes and reads them."""

from django.db import models


class Word(models.Model):
    """A term (ideas.terms) that at least one idea has used."""

    text = models.CharField(max_length=24, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.text


class WordOfIdea(models.Model):
    """How much a word says about an idea, a hundred times what it is worth."""

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="uses", db_index=False)
    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="words")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "idea"], name="word_once_per_idea")]
        # The ideas about which a word says most, first.
        indexes = [models.Index(fields=["word", "-weight", "-idea"], name="word_weighs")]

    def __str__(self):
        return f"{self.word_id} in {self.idea_id}"
