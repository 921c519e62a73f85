//! Goods and made-to-order offers.

use super::Product;
use pictures::Motif;

/// Goods from the shelf and things made to order.
pub static PRODUCTS: &[Product] = offers! {
    0 "food-noodles" GOODS 350 "bungkus 500 g" "500 g pack" NoodleBowl
        "Mi kuning segar" "Fresh yellow noodles"
        "Dibuat setiap pagi tanpa pengawet. Kenyal, sesuai untuk mi goreng, mi kari dan laksa. Simpan dalam peti sejuk sehingga tiga hari."
        "Made every morning without preservatives. Springy, good for fried noodles, curry noodles and laksa. Keeps three days in the refrigerator.";
    0 "food-noodles" GOODS 320 "bungkus 500 g" "500 g pack" NoodleBowl
        "Kuetiau basah" "Fresh flat rice noodles"
        "Kuetiau lembut daripada beras tempatan, dihiris nipis. Paling sedap digoreng pada hari yang sama."
        "Soft noodles of local rice, cut thin. Best fried on the same day.";
    0 "food-noodles" MADE_TO_ORDER 15000 "dulang untuk 30 orang" "tray for 30 people" NoodleBowl
        "Mi goreng dulang" "Fried noodle tray"
        "Dulang mi goreng mamak untuk mesyuarat atau gotong-royong. Tempah dua hari lebih awal."
        "A tray of mamak-style fried noodles for a meeting or a clean-up day. Order two days ahead.";
    1 "food-sauces" GOODS 790 "botol 320 g" "320 g bottle" Jar
        "Sos cili bawang putih" "Garlic chilli sauce"
        "Cili merah, bawang putih dan cuka, dimasak perlahan-lahan. Pedas sederhana; kegemaran kanak-kanak dan orang tua."
        "Red chillies, garlic and vinegar, cooked slowly. Medium hot; liked by young and old.";
    1 "food-sauces" GOODS 950 "balang 250 g" "250 g jar" Jar
        "Pes asam pedas Parit Jawa" "Parit Jawa asam pedas paste"
        "Cukup untuk sekilo ikan. Tumis, tambah air dan daun kesum, siap dalam dua puluh minit."
        "Enough for a kilo of fish. Fry, add water and laksa leaf, ready in twenty minutes.";
    1 "food-sauces" GOODS 1200 "balang 200 g" "200 g jar" Chilli
        "Sambal ikan bilis" "Anchovy sambal"
        "Sambal garing dengan ikan bilis dan kacang. Makan dengan nasi panas atau roti."
        "Crisp sambal with anchovies and peanuts. Eat with hot rice or bread.";
    2 "fresh-fruit" GOODS 600 "sebiji" "each" Pineapple
        "Nanas MD2" "MD2 pineapple"
        "Manis dan kurang asam, dipetik pada pagi jualan. Berat lebih kurang 1.3 kg sebiji."
        "Sweet and mild, picked on the morning of sale. About 1.3 kg each.";
    2 "food-snacks" GOODS 1500 "balang 400 g" "400 g jar" Kuih
        "Tart nanas" "Pineapple tarts"
        "Inti nanas dari kebun sendiri, dimasak empat jam. Cukup lemak mentega."
        "Filled with pineapple from our own plot, cooked for four hours. Generous with butter.";
    2 "food-drinks" GOODS 400 "botol 350 ml" "350 ml bottle" Cup
        "Jus nanas sejuk" "Cold pineapple juice"
        "Diperah segar, tanpa gula tambahan. Ambil sendiri atau dihantar dalam kawasan."
        "Freshly pressed, no added sugar. Collect it or have it delivered within the area.";
    3 "fresh-poultry" GOODS 2800 "seekor, lebih kurang 1.5 kg" "each, about 1.5 kg" Chicken
        "Ayam kampung bersih" "Village chicken, cleaned"
        "Diternak 110 hari secara lepas bebas. Dibersihkan dan dibungkus pada pagi penghantaran."
        "Free-roaming for 110 days. Cleaned and packed on the morning of delivery.";
    3 "fresh-poultry" GOODS 1300 "papan 12 biji" "tray of 12" Eggs
        "Telur ayam kampung" "Village chicken eggs"
        "Kuning telur pekat, dikutip setiap pagi. Bekas telur boleh dipulangkan untuk diisi semula."
        "Deep yellow yolks, gathered each morning. Bring back the tray for a refill.";
    3 "food-frozen" MADE_TO_ORDER 3200 "bungkus 1 kg" "1 kg pack" Chicken
        "Ayam perap kunyit sejuk beku" "Frozen turmeric-marinated chicken"
        "Diperap kunyit, serai dan halia, sedia untuk digoreng atau dibakar."
        "Marinated with turmeric, lemongrass and ginger, ready to fry or grill.";
    4 "fresh-vegetables" GOODS 900 "bungkus 500 g" "500 g pack" Chilli
        "Cili merah Kulai" "Kulai red chillies"
        "Dipetik dua kali seminggu. Kulit tebal, tahan seminggu dalam peti sejuk."
        "Picked twice a week. Thick-skinned, keeps a week in the refrigerator.";
    4 "fresh-vegetables" GOODS 500 "bungkus 200 g" "200 g pack" Chilli
        "Cili padi" "Bird's-eye chillies"
        "Kecil tetapi berani. Untuk sambal belacan, masak lemak dan jeruk."
        "Small but brave. For sambal belacan, masak lemak and pickles.";
    4 "fresh-plants" GOODS 250 "sepolibeg" "per bag" Plant
        "Anak pokok cili" "Chilli seedling"
        "Berumur enam minggu, sedia dipindahkan ke pasu. Kad penjagaan disertakan."
        "Six weeks old, ready for its pot. Comes with a care card.";
    5 "catering-kitchen" MADE_TO_ORDER 850 "seorang, minimum 20" "per person, 20 or more" RicePlate
        "Nasi minyak set kenduri" "Feast set with spiced rice"
        "Nasi minyak, ayam masak merah, dalca dan jelatah. Termasuk penghantaran dalam Kajang."
        "Spiced rice, chicken in red sauce, dalca and pickles. Delivery within Kajang included.";
    5 "food-frozen" GOODS 1000 "bungkus 20 biji" "pack of 20" Kuih
        "Karipap sejuk beku" "Frozen curry puffs"
        "Karipap pusing berinti kentang. Goreng terus dari peti beku."
        "Spiral curry puffs with potato. Fry straight from the freezer.";
    6 "craft-tailoring" MADE_TO_ORDER 9500 "sepasang, upah sahaja" "a set, labour only" Shirt
        "Tempahan baju kurung" "Baju kurung to order"
        "Kain sendiri atau pilih di bilik jahitan kami. Siap dalam tiga minggu; musim raya, tempah dua bulan awal."
        "Bring your cloth or choose in our sewing room. Ready in three weeks; before Hari Raya order two months ahead.";
    6 "craft-tailoring" MADE_TO_ORDER 11000 "sepasang, upah sahaja" "a set, labour only" Shirt
        "Tempahan baju Melayu" "Baju Melayu to order"
        "Cekak musang atau teluk belanga, ukuran seorang demi seorang untuk sekeluarga sedondon."
        "With stand collar or round neck, measured one by one for the whole family in one colour.";
    6 "craft-tailoring" MADE_TO_ORDER 4500 "sehelai" "each" SewingMachine
        "Seragam sekolah" "School uniform"
        "Jahitan kemas dan kelim lebih supaya boleh dilabuhkan tahun hadapan."
        "Neatly sewn, with a generous hem to let down next year.";
    11 "craft-batik" GOODS 18000 "4 meter" "4 metres" Shirt
        "Kain batik lukis sutera kapas" "Hand-drawn batik, cotton silk"
        "Motif bunga tanjung dan pucuk rebung. Setiap helai dilukis sekali sahaja."
        "Tanjung flowers and bamboo shoots. Each piece is drawn only once.";
    11 "craft-batik" GOODS 3500 "sehelai" "each" Shirt
        "Sarung batik kapas" "Cotton batik sarong"
        "Cap tangan, warna tidak mudah luntur. Basuh berasingan kali pertama."
        "Hand-stamped, colours that last. Wash separately the first time.";
    12 "food-snacks" GOODS 1000 "bungkus 1 kg" "1 kg pack" Snack
        "Keropok lekor" "Keropok lekor (fish sausage)"
        "Ikan tamban dan sagu, direbus pagi ini. Sos cili disertakan."
        "Herring and sago, boiled this morning. Chilli dip included.";
    12 "food-snacks" GOODS 1400 "bungkus 500 g" "500 g pack" Snack
        "Keropok keping ikan" "Dried fish crackers"
        "Dijemur dua hari di bawah matahari. Kembang rangup apabila digoreng."
        "Dried two days in the sun. Puffs up crisp when fried.";
    13 "craft-weaving" GOODS 6500 "sebuah" "each" Basket
        "Bakul bemban" "Bemban basket"
        "Bakul serba guna dengan pemegang rotan. Tinggi 30 cm."
        "An all-purpose basket with rattan handles. 30 cm high.";
    13 "craft-weaving" MADE_TO_ORDER ask "ikut saiz" "by size" Basket
        "Tikar anyaman ikut saiz" "Woven mat to size"
        "Pilih corak dan ukuran bersama penganyam. Siap dalam empat hingga enam minggu."
        "Choose pattern and size with the weaver. Ready in four to six weeks.";
    14 "food-drinks" GOODS 3500 "botol 250 g" "250 g bottle" Jar
        "Madu kelulut" "Stingless-bee honey"
        "Masam manis, dituai dari haif di belakang rumah. Simpan dalam peti sejuk."
        "Sweet and tart, harvested from hives behind our houses. Keep refrigerated.";
    14 "food-drinks" GOODS 1600 "bungkus 250 g" "250 g pack" Cup
        "Kopi Tenom sangrai kampung" "Village-roasted Tenom coffee"
        "Biji kopi robusta disangrai atas kayu api, dikisar apabila ditempah."
        "Robusta beans roasted over wood fire, ground when you order.";
    15 "food-kuih" GOODS 1200 "kotak 12 keping" "box of 12" Kuih
        "Kuih lapis pelangi" "Rainbow layer kuih"
        "Sembilan lapis, dikukus satu demi satu. Warna daripada bunga telang, pandan dan ros."
        "Nine layers, steamed one by one. Coloured with butterfly pea, pandan and rosella.";
    15 "food-kuih" GOODS 1400 "kotak 10 biji" "box of 10" Kuih
        "Ang ku kacang hijau" "Mung bean ang ku"
        "Kulit pulut lembut berinti kacang hijau, dibentuk dengan acuan kayu lama."
        "Soft glutinous skins with mung bean, shaped in old wooden moulds.";
    15 "food-kuih" MADE_TO_ORDER 8000 "dulang 80 keping" "tray of 80" Kuih
        "Dulang aneka kuih" "Assorted kuih tray"
        "Untuk rumah terbuka dan mesyuarat: empat jenis kuih mengikut pilihan."
        "For open houses and meetings: four kinds of kuih of your choice.";
    16 "food-sauces" GOODS 900 "sebungkus 400 g" "400 g pack" Jar
        "Gula Melaka asli" "Palm sugar (gula Melaka)"
        "Nira kelapa dimasak dalam kawah dan dibekukan dalam buluh. Tanpa gula pasir."
        "Coconut sap boiled in a wok and set in bamboo. No cane sugar.";
    17 "fresh-fish" GOODS 1800 "sekilo" "per kilo" Fish
        "Ikan kembung segar" "Fresh mackerel"
        "Tangkapan hari ini. Dibersihkan percuma; beritahu kami untuk digoreng atau digulai."
        "Caught today. Cleaned for free; tell us whether it is for frying or for curry.";
    17 "fresh-fish" GOODS 3200 "sekilo" "per kilo" Fish
        "Udang putih sederhana" "White prawns, medium"
        "Dari pukat pantai, dihantar dalam ais sebelum tengah hari."
        "From inshore nets, delivered on ice before noon.";
    17 "food-snacks" GOODS 1700 "bungkus 300 g" "300 g pack" Fish
        "Ikan masin bulu ayam" "Salted anchovy fillets"
        "Kurang masin dan dijemur di atas para tinggi. Goreng sebentar sahaja."
        "Lightly salted and dried on high racks. Fry only briefly.";
    18 "fresh-vegetables" GOODS 300 "ikat 250 g" "250 g bunch" Basket
        "Sayur kebun campur" "Mixed garden greens"
        "Bayam, kangkung atau sawi mengikut musim, dipotong apabila ditempah."
        "Spinach, water spinach or mustard greens in season, cut when you order.";
    18 "fresh-plants" GOODS 500 "sepasu" "per pot" Plant
        "Pasu herba dapur" "Kitchen herb pot"
        "Pilih serai, pandan, kesum atau selasih. Pasu kitar semula yang dicat kanak-kanak."
        "Choose lemongrass, pandan, laksa leaf or basil. Recycled pots painted by children.";
    19 "food-snacks" GOODS 1200 "balang 350 g" "350 g jar" Snack
        "Biskut kacang rapuh" "Crumbly peanut biscuits"
        "Rapuh di mulut, kurang manis. Sesuai untuk hari raya dan Tahun Baharu Cina."
        "They melt in the mouth and are not too sweet. For Hari Raya and Chinese New Year.";
    19 "food-snacks" GOODS 600 "bungkus 250 g" "250 g pack" Snack
        "Kacang bergula halia" "Ginger candied peanuts"
        "Kacang tanah disalut gula dan halia, digoncang dengan tangan."
        "Peanuts coated with sugar and ginger, shaken by hand.";
    20 "food-sauces" GOODS 1100 "bungkus 300 g" "300 g pack" Chilli
        "Pes masak lemak cili padi" "Masak lemak paste with bird's-eye chilli"
        "Kunyit hidup dan cili padi. Tambah santan dan daging salai."
        "Fresh turmeric and bird's-eye chilli. Add coconut milk and smoked meat.";
    20 "food-sauces" GOODS 1300 "bungkus 300 g" "300 g pack" Jar
        "Pes rendang minang" "Minang rendang paste"
        "Dikisar dengan kerisik segar. Cukup untuk sekilo daging."
        "Ground with fresh toasted coconut. Enough for a kilo of beef.";
    22 "care-soap" GOODS 800 "botol 1 liter" "1 litre bottle" Soap
        "Pencuci serba guna serai" "Lemongrass all-purpose cleaner"
        "Campuran enzim kulit buah dan serai. Bawa botol sendiri, jimat seringgit."
        "A blend of fruit-peel enzyme and lemongrass. Bring your own bottle and save one ringgit.";
    24 "fresh-fruit" GOODS 2500 "sekilo" "per kilo" Mango
        "Mangga harumanis" "Harumanis mangoes"
        "Musim April hingga Jun. Diperam secara semula jadi dan dibalut satu demi satu."
        "In season from April to June. Ripened naturally and wrapped one by one.";
    24 "food-snacks" GOODS 1000 "balang 300 g" "300 g jar" Mango
        "Jeruk mangga" "Pickled mango"
        "Mangga muda dari kebun jiran, masam manis dan masih rangup."
        "Young mangoes from the neighbours' gardens, sweet and sour and still crunchy.";
    25 "food-kuih" GOODS 500 "bungkus 10 keping" "pack of 10" Kuih
        "Kompia bijan" "Sesame kompia"
        "Panas dari tong tanah liat. Rangup di luar, lembut di dalam."
        "Hot from the clay oven. Crisp outside, soft inside.";
    25 "food-noodles" GOODS 450 "bungkus 400 g" "400 g pack" NoodleBowl
        "Mi kampua kering" "Dried kampua noodles"
        "Mi gaya Sibu untuk dimasak di rumah, dengan minyak bawang."
        "Sibu-style noodles to cook at home, with shallot oil.";
    26 "catering-kitchen" GOODS 350 "sebungkus" "per pack" RicePlate
        "Nasi lemak pagi" "Morning nasi lemak"
        "Nasi santan, sambal, telur, ikan bilis dan timun, berbungkus daun pisang. Dari 6.30 pagi hingga habis."
        "Coconut rice, sambal, egg, anchovies and cucumber in banana leaf. From 6:30 am until sold out.";
    27 "care-soap" GOODS 600 "buku 100 g" "100 g bar" Soap
        "Sabun mandian pandan" "Pandan bath soap"
        "Minyak kelapa dan pandan, diperam enam minggu."
        "Coconut oil and pandan, cured for six weeks.";
    27 "care-soap" GOODS 400 "buku 200 g" "200 g bar" Soap
        "Sabun dobi kitar semula" "Recycled-oil laundry soap"
        "Daripada minyak masak terpakai yang ditapis. Kuat untuk kolar dan kain dapur."
        "From filtered used cooking oil. Strong on collars and kitchen cloths.";
    28 "fresh-poultry" GOODS 1500 "papan 30 biji" "tray of 30" Eggs
        "Telur gred A Likas" "Likas eggs, grade A"
        "Dihantar dengan basikal setiap Sabtu dalam lingkungan tiga kilometer."
        "Delivered by bicycle every Saturday within three kilometres.";
    28 "fresh-vegetables" GOODS 1000 "bakul 3 kg" "3 kg basket" Basket
        "Bakul sayur mingguan" "Weekly vegetable basket"
        "Lima jenis sayur mengikut musim dengan kad resipi jiran."
        "Five kinds of vegetables in season, with a neighbour's recipe card.";
    29 "catering-cakes" MADE_TO_ORDER 8500 "1 kg" "1 kg" Cake
        "Kek hari jadi" "Birthday cake"
        "Vanila, coklat atau pandan dengan hiasan pilihan anda. Tempah tiga hari lebih awal."
        "Vanilla, chocolate or pandan, decorated as you wish. Order three days ahead.";
    29 "catering-cakes" MADE_TO_ORDER 4200 "loyang 20 cm" "20 cm square" Cake
        "Kek lapis Sarawak" "Sarawak layer cake"
        "Corak klasik, dibakar lapis demi lapis selama lima jam."
        "Classic patterns, baked layer by layer for five hours.";
    29 "craft-gifts" MADE_TO_ORDER 6000 "sebuah" "each" Cake
        "Hantaran dan bakul hadiah" "Gift trays and baskets"
        "Gubahan kek, bunga dan buah untuk pertunangan, melawat pesakit atau ucapan terima kasih."
        "Cakes, flowers and fruit arranged for an engagement, a hospital visit or a word of thanks.";
};
