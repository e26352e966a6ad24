from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ideas", "0009_lately")]

    operations = [
        migrations.AddIndex(
            model_name="wordofidea",
            index=models.Index(fields=["word", "-weight", "-idea"], name="word_weighs"),
        ),
    ]
