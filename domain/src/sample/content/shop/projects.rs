//! The economic projects of the sample.

use super::Project;
use pictures::Motif;

macro_rules! projects {
    ($(
        $name:literal $area:literal $category:literal $year:literal $motif:ident
        $story_ms:literal
        $story_en:literal;
    )*) => {
        &[$(Project {
            name: $name,
            area: $area,
            category: $category,
            start_year: $year,
            story_ms: $story_ms,
            story_en: $story_en,
            motif: Motif::$motif,
        }),*]
    };
}

/// All sample projects. Offers refer to them by their index, so new ones go to the end.
pub static PROJECTS: &[Project] = projects! {
    "Mi Kuning Melati" 0 "food-noodles" 2019 NoodleBowl
        "Bermula dengan sebuah mesin mi terpakai di dapur dewan, lapan orang suri rumah kini menghasilkan mi kuning segar setiap pagi untuk gerai dan jiran di Taman Melati."
        "It began with one second-hand noodle machine in the hall's kitchen; today eight neighbours make fresh yellow noodles every morning for the stalls and homes of Taman Melati.";
    "Sos Cili Parit Jawa" 15 "food-sauces" 2016 Jar
        "Resipi sos cili dan asam pedas warisan kampung nelayan Parit Jawa, dimasak dalam kawah dan dibotolkan oleh Jiran Wanita."
        "Chilli sauce and asam pedas paste after the recipes of Parit Jawa's fishing village, cooked in a wok the size of a table and bottled by the women's group.";
    "Nanas Manis Kluang" 16 "fresh-fruit" 2017 Pineapple
        "Tanah terbiar di tepi taman diusahakan bersama menjadi kebun nanas. Hasil jualan membiayai tuisyen percuma anak-anak jiran."
        "Idle land beside the housing estate became a shared pineapple plot. What it earns pays for free tuition for the neighbours' children.";
    "Ayam Kampung Ria" 18 "fresh-poultry" 2018 Chicken
        "Ayam kampung diternak secara lepas bebas di belakang kawasan oleh sepuluh keluarga, disembelih dan dibersihkan mengikut tempahan."
        "Ten families keep free-roaming village chickens behind the neighbourhood and prepare them fresh for each order.";
    "Cili Fertigasi Mentakab" 30 "fresh-vegetables" 2020 Chilli
        "Seribu polibeg cili dengan sistem fertigasi, dijaga bergilir-gilir oleh belia dan warga emas Taman Bahagia."
        "A thousand chilli plants on drip irrigation, looked after in turns by the young people and pensioners of Taman Bahagia.";
    "Dapur Komuniti Kajang Utama" 7 "catering-kitchen" 2021 Pot
        "Dapur yang lahir semasa musim banjir untuk memasak bagi mangsa, kini mengambil tempahan kenduri dan masih menghantar makanan percuma setiap Jumaat."
        "A kitchen born in a flood season to cook for those affected; it now caters for feasts and still delivers free meals every Friday.";
    "Jahitan Jiran Wanita Skudai" 12 "craft-tailoring" 2015 SewingMachine
        "Dua belas orang ibu menjahit dari rumah dan dari bilik jahitan komuniti: baju kurung, baju Melayu, jubah dan seragam sekolah."
        "Twelve mothers sew at home and in the community's sewing room: baju kurung, baju Melayu, robes and school uniforms.";
    "Dewan dan PA Seksyen 7" 5 "rental-halls" 2012 Hall
        "Dewan komuniti dan sistem PA disewakan kepada penduduk dengan harga berpatutan; hasilnya menyelenggara dewan dan membeli kelengkapan rondaan."
        "The community hall and its PA system are hired out at fair prices; the income maintains the hall and buys patrol equipment.";
    "Spa Kaki Damansara Jaya" 6 "care-spa" 2019 Foot
        "Terapis terlatih dari kalangan penduduk menawarkan refleksologi dan urutan di bilik yang tenang bersebelahan taman."
        "Trained therapists from the neighbourhood offer reflexology and massage in a quiet room beside the park.";
    "Kedai Gunting Larkin" 13 "care-hair" 2014 Scissors
        "Kedai gunting rambut yang juga tempat belia belajar kemahiran; setiap bulan warga emas digunting percuma."
        "A barber shop where young people also learn the trade; once a month pensioners have their hair cut for free.";
    "Bengkel Prihatin IM3" 28 "repair-home" 2018 Wrench
        "Tukang paip, tukang kayu dan juruelektrik dari satu kejiranan, di bawah satu nombor telefon. Kerja kecil pun kami datang."
        "Plumbers, carpenters and electricians of one neighbourhood behind one telephone number. We come for small jobs too.";
    "Batik Kampung Sireh" 20 "craft-batik" 2010 Shirt
        "Batik lukis tangan oleh pelukis muda dan pembatik lama di tepi Sungai Kelantan. Setiap kain ada kisahnya."
        "Hand-drawn batik by young artists and old masters beside the Kelantan river. Each cloth has its own story.";
    "Keropok Batu Buruk" 39 "food-snacks" 2011 Snack
        "Keropok lekor dan keropok keping daripada ikan segar pendaratan pagi, diuli dan dijemur oleh keluarga nelayan."
        "Fish crackers, chewy and crisp, from the morning's catch, kneaded and sun-dried by fishing families.";
    "Anyaman Tabuan" 44 "craft-weaving" 2013 Basket
        "Bakul, tikar dan topi daripada bemban dan rotan, dianyam oleh wanita Iban Tabuan Dayak mengikut corak turun-temurun."
        "Baskets, mats and hats of bemban and rattan, woven by the Iban women of Tabuan Dayak in patterns handed down.";
    "Madu dan Kopi Kandazon" 42 "food-drinks" 2017 Cup
        "Madu kelulut dari belakang rumah dan kopi Tenom yang disangrai di kampung, dijual bersama di tamu hujung minggu."
        "Stingless-bee honey from back gardens and Tenom coffee roasted in the village, sold together at the weekend market.";
    "Kuih Nyonya Free School" 31 "food-kuih" 2009 Kuih
        "Resipi nenek, tangan cucu: kuih lapis, ang ku dan seri muka dikukus setiap Selasa dan Sabtu."
        "Grandmothers' recipes, grandchildren's hands: layer cakes, ang ku and seri muka steamed every Tuesday and Saturday.";
    "Warisan Kampung Morten" 23 "learning-culture" 2008 Drum
        "Kumpulan kompang dan gula Melaka asli dari rumah-rumah lama di tepi sungai; pelawat disambut seperti keluarga."
        "A kompang drum group and real palm sugar from the old houses by the river; visitors are received like family.";
    "Hasil Laut Tanjung Lumpur" 29 "fresh-fish" 2016 Fish
        "Nelayan pantai menjual terus kepada jiran: ikan dan udang hari ini, dibersihkan sebelum dihantar."
        "Inshore fishers sell straight to their neighbours: today's fish and prawns, cleaned before delivery.";
    "Kebun Komuniti Midah" 3 "fresh-plants" 2018 Plant
        "Rizab longkang yang dahulunya tempat buang sampah kini kebun herba, sayur dan anak pokok bersama tong kompos kejiranan."
        "A drain reserve that was once a rubbish heap is now a garden of herbs, vegetables and seedlings with the neighbourhood's compost bins.";
    "Biskut Gunung Rapat" 34 "food-snacks" 2014 Snack
        "Biskut dan kacang bergula dibakar secara kecil-kecilan berhampiran bukit batu kapur Ipoh, dibungkus oleh warga emas."
        "Biscuits and candied peanuts baked in small batches below Ipoh's limestone hills and packed by the seniors' group.";
    "Rempah Rasah Jaya" 25 "food-sauces" 2019 Jar
        "Pes masak lemak cili padi dan rendang gaya Negeri Sembilan, dikisar segar setiap Rabu."
        "Pastes for masak lemak with bird's-eye chilli and for rendang the Negeri Sembilan way, ground fresh every Wednesday.";
    "Khemah Sri Gombak" 10 "rental-tents" 2013 Tent
        "Khemah, meja, kerusi dan periuk besar milik bersama: dipasang oleh belia kawasan, murah untuk jiran."
        "Tents, tables, chairs and giant pots owned together: set up by the area's youth, at neighbours' prices.";
    "Bersih Bersama Bukit Tinggi" 9 "repair-cleaning" 2020 Bucket
        "Pasukan pembersihan yang memberi kerja separuh masa kepada ibu tunggal, dengan bahan pencuci mesra alam buatan sendiri."
        "A cleaning team that gives part-time work to single mothers and uses its own gentle cleaning liquids.";
    "Kelas Petang Bangsar Park" 1 "learning-classes" 2017 Book
        "Guru bersara dan mahasiswa mengajar anak-anak jiran selepas sekolah, dan orang dewasa pada hujung minggu."
        "Retired teachers and students teach the neighbours' children after school, and adults at the weekend.";
    "Harumanis Sena" 38 "fresh-fruit" 2015 Mango
        "Mangga harumanis dari halaman rumah sendiri di Perlis; setiap pokok ada nama penjaganya."
        "Harumanis mangoes from the neighbours' own gardens in Perlis; each tree bears its keeper's name.";
    "Kompia Permai Sibu" 46 "food-kuih" 2012 Kuih
        "Kompia dibakar dalam tong tanah liat seperti dahulu oleh dua keluarga jiran, panas-panas dari pukul enam pagi."
        "Kompia bread baked in a clay oven as in the old days by two neighbouring families, hot from six in the morning.";
    "Lot Niaga Hujung Pasir" 2 "rental-shops" 2011 Shop
        "Petak gerai dan lot kecil untuk penduduk yang baru memulakan perniagaan, serta nasi lemak pagi yang membiayainya."
        "Stalls and small lots for residents who are starting out, and the morning nasi lemak that helps to pay for them.";
    "Sabun Tasik Taiping" 36 "care-soap" 2021 Soap
        "Minyak masak terpakai dikumpul dari rumah ke rumah lalu menjadi sabun cucian; herba kebun menjadi sabun mandian."
        "Used cooking oil is collected from house to house and becomes washing soap; herbs from the garden become bath soap.";
    "Telur dan Sayur Likas" 41 "fresh-poultry" 2019 Eggs
        "Reban kecil dan kebun tepi pagar, hasilnya dihantar dengan basikal setiap pagi Sabtu."
        "Small coops and fence-side gardens; what they yield is delivered by bicycle every Saturday morning.";
    "Kek Rumah Alma" 33 "catering-cakes" 2016 Cake
        "Enam orang pembuat kek dari rumah di Alma berkongsi sebuah ketuhar besar, pesanan dan idea hiasan."
        "Six home bakers of Alma who share one big oven, their orders and their ideas for decoration.";
};
