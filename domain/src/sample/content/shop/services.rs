//! Services and rentals.

use super::Product;
use pictures::Motif;

/// Services and rentals.
pub static SERVICES: &[Product] = offers! {
    5 "catering-events" SERVICE 1200 "seorang, minimum 50" "per person, 50 or more" Pot
        "Katering kenduri penuh" "Full feast catering"
        "Bufet lima lauk dengan pelayan, khemah makan dan pembersihan selepas majlis. Harga termasuk semua."
        "A buffet of five dishes with servers, a dining tent and cleaning up afterwards. All included.";
    5 "rental-halls" RENTAL 4000 "sejam" "per hour" Pot
        "Sewa dapur komuniti" "Community kitchen hire"
        "Empat dapur gas, periuk 100 orang dan bilik sejuk untuk peniaga yang baru bermula."
        "Four gas burners, pots for 100 and a cold room, for cooks who are starting a business.";
    6 "craft-tailoring" SERVICE 800 "sehelai" "each" SewingMachine
        "Potong dan baiki pakaian" "Alterations and mending"
        "Kelim, zip, kecilkan pinggang. Siap dalam dua hari bekerja."
        "Hems, zips, waists taken in. Ready in two working days.";
    6 "learning-classes" SERVICE 12000 "4 sesi" "4 sessions" SewingMachine
        "Kelas jahitan asas" "Beginners' sewing class"
        "Kumpulan enam orang, mesin disediakan. Anda pulang dengan beg tote sendiri."
        "Groups of six, machines provided. You go home with your own tote bag.";
    7 "rental-halls" RENTAL 25000 "sehari" "per day" Hall
        "Sewa dewan komuniti" "Community hall hire"
        "Muat 250 orang, kipas siling, pentas dan tempat letak kereta. Penduduk mendapat potongan 20 peratus."
        "Seats 250, with ceiling fans, a stage and parking. Residents pay 20 per cent less.";
    7 "rental-sound" RENTAL 15000 "sehari" "per day" Loudspeaker
        "Sewa sistem PA" "PA system hire"
        "Dua pembesar suara, tiga mikrofon dan seorang juruteknik untuk memasang."
        "Two loudspeakers, three microphones and a technician to set them up.";
    7 "rental-halls" RENTAL 3000 "sejam" "per hour" Hall
        "Bilik mesyuarat kecil" "Small meeting room"
        "Untuk 15 orang, dengan projektor dan papan putih."
        "For 15 people, with a projector and a whiteboard.";
    8 "care-spa" SERVICE 5000 "60 minit" "60 minutes" Foot
        "Refleksologi kaki" "Foot reflexology"
        "Rendaman herba suam dan urutan kaki oleh terapis terlatih. Ikut temu janji."
        "A warm herbal soak and foot massage by a trained therapist. By appointment.";
    8 "care-spa" SERVICE 9000 "90 minit" "90 minutes" Foot
        "Urutan badan tradisional" "Traditional body massage"
        "Terapis wanita untuk wanita, lelaki untuk lelaki. Bilik persendirian."
        "Women are treated by women, men by men. Private rooms.";
    8 "care-spa" SERVICE 28000 "pakej 3 hari" "3-day package" Foot
        "Penjagaan selepas bersalin di rumah" "Postnatal care at home"
        "Mandian herba, bengkung dan urutan ringan selama tiga pagi, di rumah anda."
        "Herbal bath, binding and light massage on three mornings, in your home.";
    9 "care-hair" SERVICE 1200 "seorang" "per person" Scissors
        "Gunting rambut lelaki" "Men's haircut"
        "Gunting, cuci dan kemas janggut. Tanpa temu janji, setiap hari kecuali Isnin."
        "Cut, wash and beard trim. No appointment needed, daily except Monday.";
    9 "care-hair" SERVICE 800 "seorang" "per person" Scissors
        "Gunting rambut kanak-kanak" "Children's haircut"
        "Kerusi kereta dan gula-gula untuk yang berani. Bawah 12 tahun."
        "A car-shaped chair, and a sweet for the brave. Under 12.";
    9 "care-hair" SERVICE 2500 "lawatan" "per visit" Scissors
        "Gunting rambut di rumah" "Haircut at home"
        "Untuk warga emas dan pesakit yang sukar bergerak, dalam lingkungan Larkin."
        "For seniors and patients who cannot easily go out, within Larkin.";
    10 "repair-home" SERVICE 6000 "lawatan" "per visit" Wrench
        "Baiki paip dan sinki" "Plumbing repairs"
        "Paip bocor, sinki tersumbat, pam tandas. Harga lawatan termasuk sejam kerja; alat ganti berasingan."
        "Leaking pipes, blocked sinks, cisterns. The visit includes one hour's work; parts are extra.";
    10 "repair-electrical" SERVICE 7000 "lawatan" "per visit" Lamp
        "Pendawaian dan lampu" "Wiring and lights"
        "Pasang kipas, tambah soket, periksa litar oleh pendawai berdaftar."
        "Fans fitted, sockets added, circuits checked by a registered wireman.";
    10 "repair-electrical" SERVICE 3500 "sebuah" "each" Lamp
        "Baiki kipas dan periuk nasi" "Fan and rice-cooker repair"
        "Jangan buang dahulu: bawa ke bengkel pada pagi Ahad."
        "Do not throw it away yet: bring it to the workshop on Sunday morning.";
    10 "repair-vehicles" SERVICE 4500 "sebuah" "each" Wrench
        "Servis motosikal" "Motorcycle service"
        "Tukar minyak hitam, periksa brek, rantai dan lampu. Siap sementara menunggu."
        "Oil change; brakes, chain and lights checked. Done while you wait.";
    10 "repair-home" SERVICE ask "sebut harga" "quotation" Wrench
        "Kabinet dan pertukangan" "Cabinets and carpentry"
        "Ukur, lukis dan bina mengikut ruang anda. Sebut harga percuma."
        "Measured, drawn and built for your room. Free quotation.";
    11 "learning-classes" SERVICE 6000 "2 jam" "2 hours" Shirt
        "Bengkel melukis batik" "Batik drawing workshop"
        "Untuk keluarga dan pelawat. Bahan disediakan dan hasilnya dibawa pulang."
        "For families and visitors. Materials provided, and you keep what you make.";
    16 "learning-culture" SERVICE 40000 "satu persembahan" "one performance" Drum
        "Kumpulan kompang" "Kompang drum group"
        "Lima belas pemain untuk perarakan pengantin dan majlis rasmi di Melaka."
        "Fifteen players for wedding processions and official events in Malacca.";
    16 "learning-culture" SERVICE 3000 "seorang, minimum 5" "per person, 5 or more" Drum
        "Lawatan rumah warisan" "Heritage house visit"
        "Jalan-jalan kampung, teh petang dan cerita orang lama."
        "A walk through the village, afternoon tea and the elders' stories.";
    18 "learning-classes" SERVICE 2500 "seorang" "per person" Plant
        "Bengkel kompos dan kebun pasu" "Composting and pot gardening workshop"
        "Dua jam di kebun setiap Ahad pertama. Bawa pulang sepasu herba."
        "Two hours in the garden every first Sunday. Take a pot of herbs home.";
    21 "rental-tents" RENTAL 12000 "sebuah sehari" "each per day" Tent
        "Sewa khemah 20 × 20 kaki" "20 × 20 ft tent hire"
        "Dengan langsir dan lampu. Pasang dan buka oleh belia kawasan, termasuk dalam harga."
        "With curtains and lights. Put up and taken down by the area's youth, included.";
    21 "rental-tents" RENTAL 800 "set 1 meja 10 kerusi" "1 table, 10 chairs" Tent
        "Sewa meja dan kerusi" "Table and chair hire"
        "Alas meja bersih disertakan. Minimum sepuluh set."
        "Clean tablecloths included. Ten sets or more.";
    21 "rental-tents" RENTAL 3500 "set sehari" "set per day" Pot
        "Sewa periuk dan kawah besar" "Giant pot and wok hire"
        "Kawah 36 inci, dapur gas dan senduk panjang untuk rewang."
        "A 36-inch wok, gas burner and long ladles for cooking together.";
    21 "rental-sound" RENTAL 35000 "sehari" "per day" Loudspeaker
        "Pentas mudah alih" "Portable stage"
        "Pentas 12 × 16 kaki dengan tangga dan skirt, dipasang oleh kami."
        "A 12 × 16 ft stage with steps and skirting, set up by us.";
    22 "repair-cleaning" SERVICE 12000 "4 jam, 2 orang" "4 hours, 2 people" Bucket
        "Pembersihan rumah" "House cleaning"
        "Lantai, dapur, bilik air dan tingkap. Bahan mesra alam disediakan."
        "Floors, kitchen, bathrooms and windows. Gentle cleaning materials provided.";
    22 "repair-cleaning" SERVICE 9000 "sofa 3 tempat duduk" "3-seater sofa" Bucket
        "Cuci sofa dan tilam" "Sofa and mattress washing"
        "Dicuci dengan mesin sedutan di rumah anda, kering dalam sehari."
        "Washed by suction machine in your home, dry within a day.";
    23 "learning-classes" SERVICE 8000 "sebulan, 8 kelas" "month, 8 classes" Book
        "Tuisyen Bahasa dan Matematik" "Language and mathematics tuition"
        "Tahun 4 hingga Tingkatan 3, kumpulan kecil di pusat komuniti selepas sekolah."
        "Year 4 to Form 3, small groups in the community centre after school.";
    23 "learning-classes" SERVICE 3000 "4 sesi" "4 sessions" Book
        "Telefon pintar untuk warga emas" "Smartphones for seniors"
        "Perlahan-lahan, berulang-ulang, sambil minum teh: panggilan video, e-dompet dan mengenali penipuan."
        "Slowly, again and again, over tea: video calls, e-wallets and spotting scams.";
    26 "rental-shops" RENTAL 45000 "sebulan" "per month" Shop
        "Sewa lot niaga kecil" "Small shop lot rental"
        "120 kaki persegi dengan air dan elektrik. Keutamaan kepada penduduk; kontrak enam bulan."
        "120 square feet with water and electricity. Residents first; six-month contracts.";
    26 "rental-shops" RENTAL 2000 "semalam" "per night" Shop
        "Petak pasar malam komuniti" "Community night-market stall"
        "Setiap Rabu. Termasuk lampu dan tong sampah."
        "Every Wednesday. Light and waste bin included.";
    4 "rental-halls" RENTAL ask "ikut keluasan" "by area" Plant
        "Sewa petak kebun" "Garden plot rental"
        "Petak dengan paip titis untuk keluarga yang mahu menanam sendiri."
        "A plot with drip irrigation for families who want to grow their own.";
};
