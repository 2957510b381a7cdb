"""Words by which the parties of a request find it, and one folding for every search column."""

import unicodedata

from django.db import migrations, models

# As `core/kernel/folding.py` had it when this was written: a migration does not depend on today.
LOOKALIKES = {
    "'": "‘’‚‛′ʹʻʼʽˈ`´＇", '"': "“”„‟″«»", "-": "‐‑‒–—―−﹣－", "ae": "æÆǽ", "oe": "œŒ", "o": "øØ", "d": "đĐðÐ",
    "l": "łŁ", "i": "ı", "th": "þÞ", "ss": "ßẞ",
}
TABLE = {ord(typed): meant for meant, all_typed in LOOKALIKES.items() for typed in all_typed}


def folded(text):
    plain = unicodedata.normalize("NFKD", text.translate(TABLE)).translate(TABLE)
    seen = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(seen.casefold().split())


def joined(*texts):
    return " ".join(dict.fromkeys(folded(" ".join(t for t in texts if t)).split()))


def names(it):
    return (it.name_nl, it.name_en) if it else ()


def fold_again(apps, schema_editor):
    for name in ("Effect", "Capability", "Unit", "Incident"):
        model = apps.get_model("steun", name)
        for row in model.objects.only("pk", "search").iterator():
            if (search := folded(row.search)) != row.search:
                model.objects.filter(pk=row.pk).update(search=search)
    requests = apps.get_model("steun", "Request").objects
    rows = requests.select_related("requester", "addressee", "effect", "incident")
    for it in rows.prefetch_related("municipalities", "lines__capability").iterator(chunk_size=500):
        effect, incident = it.effect, it.incident
        search = joined(
            it.number, it.title, it.place, *names(it.requester), *names(it.addressee),
            *((effect.name_nl, effect.name_en, effect.search) if effect else ()),
            *(n for place in it.municipalities.all() for n in names(place)),
        )
        parties = joined(
            it.reason, it.task, it.special_case, it.assembly_point, it.lodging, it.meals, it.contact,
            *((incident.name, incident.place) if incident else ()),
            *(w for x in it.lines.all() for w in (*names(x.capability), x.capability.search, x.note)),
        )
        requests.filter(pk=it.pk).update(search=search, search_parties=parties)


class Migration(migrations.Migration):
    dependencies = [("steun", "0005_nodes")]

    operations = [
        migrations.AddField(model_name="request", name="search_parties", field=models.TextField(default="")),
        migrations.RunPython(fold_again, migrations.RunPython.noop),
    ]
