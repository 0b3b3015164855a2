"""What does the demo shop sell? One line a thing: name|size:grams:price|size:grams:price…

The goods are invented. Prices end in 0 or 5 cents, so that each sum can be paid in coins of the euro.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

SHELVES: dict[str, str] = {
    "GR": """
Oat drink|1 l:1050:2.25|0.5 l:540:1.45
Coffee beans, dark roast|250 g:260:4.95|450 g:470:7.95
Filter coffee, light roast|500 g:510:6.45
Green tea|20 bags:45:2.95|50 bags:105:5.45
Rye crackers|200 g:215:1.85|400 g:425:3.25
Milk chocolate|100 g:105:1.95|200 g:208:3.45
Dark chocolate 70 %|100 g:105:2.45
Salted almonds|150 g:160:3.95|400 g:415:8.95
Olive oil, extra virgin|250 ml:420:6.95|500 ml:890:11.95
Honey|350 g:520:5.95
Basmati rice|1 kg:1015:3.95|500 g:508:2.25
Red lentils|500 g:510:2.35
Peanut butter|340 g:560:4.25
Strawberry jam|320 g:510:3.45
Sea salt flakes|125 g:140:3.95
Black pepper|50 g:85:2.95
Ruisleipä|6 palaa:340:2.15|9 palaa:510:2.95
Karjalanpiirakka|10 kpl:720:4.45
Korvapuusti|4 kpl:400:5.95
Salmiakki|180 g:185:2.65|350 g:358:4.45
Puolukkahillo|400 g:610:3.65
Mustikkakeitto|1 l:1060:2.85
Kaurahiutale|500 g:515:1.25|1 kg:1020:2.15
Näkkileipä|300 g:330:2.35
Hernekeitto|520 g:600:1.95
Гречка|800 г:815:2.95|400 г:410:1.75
Чай чёрный с бергамотом|100 г:115:4.45|200 г:220:7.95
Варенье вишнёвое|370 г:600:4.95
Халва подсолнечная|350 г:365:3.45
Сушки с маком|300 г:310:2.15
Пряник тульский|140 г:145:1.95
Икра кабачковая|480 г:690:2.75
Мёд липовый|500 г:720:8.95
Φέτα|200 g:215:4.25|400 g:420:7.95
Ελιές Καλαμών|200 g:330:4.45|370 g:600:6.95
Μέλι θυμαρίσιο|250 g:400:8.45
Παστέλι με σουσάμι|60 g:64:1.45
Ρίγανη|40 g:48:2.45
Χαλβάς με φιστίκι|250 g:260:4.95
Ταχίνι|300 g:480:4.75
Mineral water|0.5 l:530:1.15|1.5 l:1550:1.95|crate 12 × 1.5 l:18600:19.95
Potatoes|2 kg:2020:2.95
Cat food, salmon|85 g:92:1.05|400 g:430:2.45
Tomato passata|350 g:560:1.95|680 g:1010:2.95
Spaghetti|500 g:510:1.65|1 kg:1015:2.95
Popcorn, salted|90 g:98:1.85
Dried apricots|200 g:210:3.45|500 g:512:7.45
Vegetable stock cubes|6 pcs:66:1.75|12 pcs:130:2.95
Korppu, kaneli|300 g:320:2.95
Lakritsi|150 g:155:2.25|300 g:308:3.95
Семечки жареные|150 г:155:1.95|300 г:306:3.45
Горчица русская|200 г:340:2.15
Ντολμαδάκια|280 g:310:3.95
""",
    "HH": """
Dish soap|500 ml:540:2.45|1 l:1060:3.95
Laundry liquid|750 ml:810:5.95|1.5 l:1590:9.95
Kitchen sponge|3 pcs:40:1.95|10 pcs:120:4.95
Microfibre cloth|2 pcs:70:3.45|5 pcs:170:6.95
Bin bags 30 l|20 pcs:190:2.25|50 pcs:460:4.45
Baking paper|8 m:180:2.45|16 m:330:3.95
Candle, beeswax|small:120:4.95|large:310:9.95
Tealights|30 pcs:420:3.95
Toothpaste|75 ml:105:2.95|125 ml:165:4.25
Toothbrush|soft:18:2.45|medium:18:2.45
Hand soap|300 ml:340:2.95|refill 1 l:1050:5.45
Shampoo|250 ml:285:4.95|400 ml:445:6.95
Razor blades|4 pcs:45:9.95|8 pcs:80:17.95
Plasters|20 pcs:30:2.95
Sewing kit|pocket:60:4.95
Scissors|18 cm:110:7.95
Umbrella, folding|black:340:14.95|yellow:340:14.95
Tea towel, linen|grey:110:8.95|blue:110:8.95
Mug, enamel|white:180:9.95|green:180:9.95
Water bottle, steel|0.5 l:260:16.95|0.75 l:330:19.95
Saunakauha|puu:240:12.95
Löylytuoksu, koivu|100 ml:130:6.95
Pellavapyyhe|pieni:150:11.95|suuri:420:24.95
Tulitikut|10 rasiaa:80:1.95
Пакеты для завтрака|100 шт:95:1.65
Щётка для обуви|светлая:85:4.45|тёмная:85:4.45
Σαπούνι ελιάς|125 g:130:2.45|3 × 125 g:390:6.45
Σφουγγάρι μπάνιου|M:35:7.95|L:60:11.95
Notebook, squared|A5:220:3.95|A4:410:5.95
Ballpoint pen|blue:10:1.45|black:10:1.45|set of 5:52:5.95
Wrapping paper|2 m:120:2.95|5 m:260:4.95
Card game, classic deck|one:95:4.95|two:190:8.95
Jigsaw puzzle|500 pieces:520:12.95|1000 pieces:780:17.95
Wool socks|36-38:95:12.95|39-41:105:12.95|42-45:115:12.95
Gloves, touchscreen|S:60:14.95|M:65:14.95|L:70:14.95
Reflector|hanging:12:2.45|band:25:4.95
Hand cream|30 ml:42:3.95|75 ml:95:6.45
Cotton pads|80 pcs:60:1.75|120 pcs:85:2.35
Clothes pegs|20 pcs:120:2.95|50 pcs:290:5.45
Shoe laces|90 cm:15:3.45|120 cm:18:3.45
Käsisaippua, koivu|250 ml:290:3.95
Saunahattu, villa|S:90:19.95|L:110:19.95
Губка для посуды|5 шт:55:1.85
""",
    "EL": """
USB-C cable|1 m:35:7.95|2 m:55:10.95
USB-C charger|20 W:60:16.95|45 W:110:29.95
Power bank|5000 mAh:130:19.95|10000 mAh:220:29.95|20000 mAh:390:44.95
Earphones|wired:25:12.95|wireless:75:39.95
Phone case, clear|small:30:9.95|large:38:9.95
Screen protector|2 pcs:40:8.95
AA battery|4 pcs:95:3.95|8 pcs:190:6.95
AAA battery|4 pcs:48:3.95|8 pcs:96:6.95
Button cell CR2032|2 pcs:8:2.95|5 pcs:18:5.95
LED bulb E27|470 lm:55:3.95|806 lm:65:4.95|1055 lm:80:6.95
LED bulb E14|250 lm:40:3.45|470 lm:45:3.95
Extension cord|2 m:310:9.95|5 m:620:14.95
Memory card|64 GB:6:12.95|128 GB:6:19.95
USB stick|32 GB:10:7.95|64 GB:10:10.95
Mouse, wireless|black:85:17.95|white:85:17.95
Kitchen scale|5 kg:420:19.95
Alarm clock|analogue:160:12.95|digital:190:16.95
Bicycle light|front:70:14.95|rear:50:11.95|set:120:22.95
Head torch|200 lm:75:17.95|400 lm:95:27.95
Travel adapter|EU-UK:60:9.95|world:140:24.95
Kuumemittari|digitaalinen:35:8.95
Наушники детские|синие:140:19.95|красные:140:19.95
Φακός τσέπης|LED:90:9.95
HDMI cable|1 m:90:8.95|2 m:140:11.95
Network cable|2 m:80:6.95|5 m:170:10.95|10 m:320:15.95
Timer plug|mechanical:130:7.95|digital:140:12.95
Pistorasian suoja|10 kpl:60:4.95
""",
}


@dataclass(frozen=True)
class Item:
    """A thing on sale: price in euros, weight in grams, one EAN-13 or two."""

    sku: str
    name: str
    gtins: tuple[str, ...]
    weight_g: int
    price: Decimal


def ean13(first_twelve: str) -> str:
    """The twelve digits and their check digit (weights 1, 3, 1, 3 … from the left)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return first_twelve + str(-total % 10)


def make_items(rng: Random) -> list[Item]:
    """All goods, with codes of the prefixes 040–049 that shops give to goods of their own."""
    items: list[Item] = []
    bodies = iter(rng.sample(range(10**9), 500))
    for shelf, text in SHELVES.items():
        number = 0
        for line in text.strip().splitlines():
            name, *sizes = line.split("|")
            for size in sizes:
                label, grams, price = size.split(":")
                number += 1
                codes = 2 if len(items) % 9 == 4 else 1  # now and then an old label is still on the shelf
                gtins = tuple(ean13(f"04{rng.randrange(10)}{next(bodies):09d}") for _ in range(codes))
                sku = f"{shelf}-{number:03d}"
                items.append(Item(sku, f"{name}, {label}", gtins, int(grams), Decimal(price)))
    return items
