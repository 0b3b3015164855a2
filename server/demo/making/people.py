"""Who orders in the demo town? Invented people of a mixed city, and what they ask of the courier."""

from dataclasses import dataclass
from random import Random

# language -> (how many of a hundred, given names, family names, notes); women's and men's names stay apart
# where the family name changes with them.
FAMILIES: dict[str, tuple[int, str, str]] = {
    "fi": (
        46,
        "Aino Eero Helmi Ilmari Kaisa Juhani Liisa Matti Niina Olavi Päivi Risto Sanna Tuomas Veera Elina",
        "Korhonen Virtanen Mäkinen Nieminen Hämäläinen Lehtonen Heikkilä Koskinen Järvinen Salonen Tuominen",
    ),
    "sv": (6, "Astrid Björn Ebba Gösta Åsa", "Lindqvist Söderström Åkerblom Backman"),
    "ru-w": (9, "Анна Ольга Мария Светлана Ксения Дарья", "Кузнецова Орлова Соколова Белова Щербакова"),
    "ru-m": (9, "Дмитрий Алексей Сергей Юрий Пётр Фёдор", "Волков Лебедев Жуков Ершов Цветков"),
    "el-w": (5, "Ελένη Μαρία Αθηνά Χριστίνα Δήμητρα", "Παπαδοπούλου Γεωργίου Νικολαΐδου Δημητρίου"),
    "el-m": (5, "Γιώργος Νίκος Κώστας Σταύρος Οδυσσέας", "Παπαδόπουλος Αντωνίου Νικολαΐδης Καραγιάννης"),
    "en": (
        20,
        "Emma James Olivia Daniel Grace Samuel Priya Amir Chloe Owen",
        "Clarke Walsh O'Brien Patel Reid Okafor",
    ),
}
NOTES: dict[str, tuple[str, ...]] = {
    "fi": (
        "Ovikoodi {code}",
        "{floor}. kerros, hissi oikealla",
        "Soita kun olet ovella",
        "Sisäpihan kautta, C-rappu",
    ),
    "sv": ("Portkod {code}", "Våning {floor}, ring på"),
    "ru": (
        "Код двери {code}",
        "{floor} этаж, лифт не работает",
        "Позвоните за 10 минут",
        "Вход со двора; ребёнок спит",
    ),
    "el": ("Κωδικός πόρτας {code}", "{floor}ος όροφος", "Καλέστε όταν φτάσετε, το κουδούνι δεν δουλεύει"),
    "en": (
        "Door code {code}",
        "Floor {floor}, no lift",
        "Ring twice; the dog is friendly",
        "Leave the trolley downstairs",
    ),
}


@dataclass(frozen=True)
class Person:
    """A customer: name in its own script, telephone, note ('' for most)."""

    name: str
    phone: str
    note: str


def make_people(count: int, rng: Random) -> list[Person]:
    """`count` people, no two of one name or telephone; the numbers +358 50 000 xxxx belong to nobody."""
    phones = rng.sample(range(10_000), count)
    people: dict[str, Person] = {}
    weights = [share for share, _, _ in FAMILIES.values()]
    while len(people) < count:
        (group,) = rng.choices(list(FAMILIES), weights)
        _, given, family = FAMILIES[group]
        name = f"{rng.choice(given.split())} {rng.choice(family.split())}"
        if name not in people:
            phone = f"+358 50 000 {phones[len(people)]:04d}"
            people[name] = Person(name, phone, _note(group[:2], rng))
    return list(people.values())


def _note(language: str, rng: Random) -> str:
    if rng.random() > 0.4:
        return ""
    return rng.choice(NOTES[language]).format(code=f"{rng.randrange(10_000):04d}", floor=rng.randint(2, 6))
