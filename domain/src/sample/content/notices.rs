//! Sample notices in Malay and English, such as a secretary writes.
//!
//! They name days ("Saturday"), never dates, so that they are true whenever they are planted.

/// A notice of the sample; it fits every area of the states it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// `INFORMATION`, `IMPORTANT`, `URGENT` or `EMERGENCY`.
    pub severity: &'static str,
    /// `COMMUNITY`, `SAFETY`, `HEALTH`, `UTILITIES`, `WEATHER`, `MEETING`, `CELEBRATION`,
    /// `LEARNING`, `ECONOMY` or `LOST_AND_FOUND`.
    pub category: &'static str,
    /// Codes of the states where it makes sense; empty means everywhere.
    pub states: &'static [&'static str],
    /// Malay title.
    pub title_ms: &'static str,
    /// English title.
    pub title_en: &'static str,
    /// Malay text.
    pub body_ms: &'static str,
    /// English text.
    pub body_en: &'static str,
}

impl Notice {
    /// Whether it makes sense in this state.
    #[must_use]
    pub fn fits(&self, state_code: &str) -> bool {
        self.states.is_empty() || self.states.contains(&state_code)
    }
}

macro_rules! notices {
    ($(
        $severity:ident $category:ident $([$($state:literal),+])?
        $title_ms:literal $title_en:literal
        $body_ms:literal
        $body_en:literal;
    )*) => {
        &[$(Notice {
            severity: stringify!($severity),
            category: stringify!($category),
            states: &[$($($state),+)?],
            title_ms: $title_ms,
            title_en: $title_en,
            body_ms: $body_ms,
            body_en: $body_en,
        }),*]
    };
}

/// All sample notices.
pub static NOTICES: &[Notice] = notices! {
    INFORMATION COMMUNITY
        "Gotong-royong Perdana Sabtu ini" "Neighbourhood clean-up this Saturday"
        "Kita berkumpul di hadapan dewan pada pukul 7.30 pagi. Bawa penyapu, cangkul atau sekadar tenaga. Sarapan nasi lemak disediakan, dan anak-anak ada tugas mengecat pasu."
        "We gather in front of the hall at 7:30 am. Bring a broom, a hoe or simply your hands. Nasi lemak breakfast is provided, and there are flower pots for the children to paint.";
    URGENT HEALTH
        "Semburan kabus denggi malam ini" "Dengue fogging tonight"
        "Dua kes denggi disahkan di kawasan kita. Semburan kabus bermula pukul 7.00 malam. Buka tingkap, tutup makanan, keluarkan haiwan peliharaan dan berada di luar sekurang-kurangnya 30 minit."
        "Two dengue cases are confirmed in our area. Fogging starts at 7 pm. Open windows, cover food, take pets out and stay outside for at least 30 minutes.";
    IMPORTANT UTILITIES
        "Gangguan bekalan air Rabu" "Water supply interruption on Wednesday"
        "Kerja menaik taraf paip utama dari 9.00 pagi hingga 9.00 malam. Sila simpan air secukupnya. Lori tangki akan berhenti di tempat letak kereta dewan pada pukul 2.00 petang."
        "The main pipe is being upgraded from 9 am to 9 pm. Please store enough water. A tanker stops at the hall's car park at 2 pm.";
    EMERGENCY WEATHER
        "Amaran banjir: paras sungai melebihi tahap bahaya" "Flood warning: river above danger level"
        "Penduduk berhampiran sungai diminta berpindah SEKARANG ke pusat pemindahan di sekolah kebangsaan. Bawa dokumen, ubat dan telefon. Tutup suis utama elektrik. Jika terperangkap, hubungi 999."
        "Residents near the river are asked to move NOW to the relief centre at the primary school. Take documents, medicine and telephone. Switch off the mains. If trapped, call 999.";
    IMPORTANT MEETING
        "Mesyuarat Agung Tahunan" "Annual general meeting"
        "Semua penduduk dijemput ke Mesyuarat Agung pada Ahad, 9.00 pagi di dewan. Agenda: minit lepas, laporan aktiviti, penyata kewangan dan pelantikan jawatankuasa. Suara anda penting."
        "All residents are invited to the annual meeting on Sunday at 9 am in the hall. Agenda: last minutes, activity report, accounts and appointment of the committee. Your voice matters.";
    INFORMATION LOST_AND_FOUND
        "Kucing hilang: Oyen, ekor kembang" "Lost cat: Oyen, with a bushy tail"
        "Oyen berbulu jingga, memakai kolar biru, kali terakhir dilihat dekat taman permainan malam semalam. Dia manja tetapi takut motosikal. Jika jumpa, hubungi setiausaha KRT."
        "Oyen is orange, wears a blue collar and was last seen near the playground last night. He is friendly but afraid of motorcycles. If you see him, please contact the secretary.";
    IMPORTANT SAFETY
        "Sukarelawan SRS diperlukan" "Patrol volunteers wanted"
        "Unit rondaan kita memerlukan enam orang lagi. Cukup dua malam sebulan, latihan dan vest disediakan. Berumur 18 tahun ke atas? Daftar dengan Ketua Peronda di dewan setiap Isnin malam."
        "Our patrol unit needs six more people. Two nights a month are enough; training and vest are provided. Are you 18 or older? Sign up with the patrol leader in the hall any Monday evening.";
    INFORMATION CELEBRATION
        "Rumah terbuka Deepavali" "Deepavali open house"
        "Keluarga di Blok B menjemput semua jiran ke rumah terbuka Deepavali, Sabtu dari 11.00 pagi hingga 4.00 petang. Muruku, tosai dan teh tarik menanti. Mari melukis kolam bersama-sama."
        "The families of Block B invite every neighbour to their Deepavali open house, Saturday from 11 am to 4 pm. Murukku, thosai and teh tarik await. Come and draw a kolam together.";
    INFORMATION CELEBRATION
        "Rumah terbuka Hari Raya Aidilfitri" "Hari Raya open house"
        "Jamuan raya kejiranan di dewan, Ahad minggu kedua Syawal, 10.00 pagi hingga 3.00 petang. Bawa satu juadah dari rumah jika mampu; yang penting bawa keluarga."
        "The neighbourhood's Raya feast is in the hall on the second Sunday of Syawal, 10 am to 3 pm. Bring one dish if you can; above all bring your family.";
    INFORMATION CELEBRATION
        "Makan besar Tahun Baharu Cina" "Chinese New Year dinner"
        "Persatuan penduduk menganjurkan yee sang beramai-ramai pada hari ketujuh, 7.00 malam. Tarian singa di padang pada pukul 6.00 petang. Semua dijemput, tiada bayaran."
        "The residents toss yee sang together on the seventh day at 7 pm. Lion dance on the field at 6 pm. Everybody is welcome, free of charge.";
    INFORMATION CELEBRATION ["13"]
        "Gawai Dayak: ngabang di balai raya" "Gawai Dayak: ngabang at the community hall"
        "Selamat Ari Gawai! Jiran semua dijemput ngabang di balai raya dari pukul 6.00 petang. Ada ngajat, sumpit dan juadah pansuh. Pakaian tradisional amat dialu-alukan."
        "Selamat Ari Gawai! All neighbours are invited to the hall from 6 pm. There will be ngajat dance, blowpipe and bamboo-cooked dishes. Traditional dress is very welcome.";
    INFORMATION CELEBRATION ["12", "15"]
        "Pesta Kaamatan kampung" "Village Kaamatan festival"
        "Kotobian Tadau Tagazo do Kaamatan! Sumazau, pertandingan Unduk Ngadau cilik dan gerai hinava di dewan, Sabtu dan Ahad mulai 9.00 pagi."
        "Kotobian Tadau Tagazo do Kaamatan! Sumazau dance, a little Unduk Ngadau contest and hinava stalls at the hall, Saturday and Sunday from 9 am.";
    INFORMATION LEARNING
        "Kelas cuti sekolah: mewarna, catur dan robotik" "School holiday classes: drawing, chess and robotics"
        "Untuk anak berumur 7 hingga 15 tahun, Isnin hingga Khamis, 9.00 pagi hingga 12.00 tengah hari di dewan. Yuran RM10 seminggu termasuk minuman. Tempat terhad kepada 40 orang."
        "For children from 7 to 15, Monday to Thursday, 9 am to noon in the hall. RM10 a week including drinks. Limited to 40 places.";
    INFORMATION HEALTH
        "Saringan kesihatan percuma" "Free health screening"
        "Klinik kesihatan datang ke dewan pada Sabtu, 8.30 pagi hingga 1.00 tengah hari: tekanan darah, gula, kolesterol dan mata. Berpuasa dari malam sebelumnya untuk ujian gula."
        "The health clinic comes to the hall on Saturday, 8:30 am to 1 pm: blood pressure, sugar, cholesterol and eyes. Please fast overnight for the sugar test.";
    INFORMATION HEALTH
        "Kempen derma darah" "Blood donation drive"
        "Satu beg darah boleh menyelamatkan tiga nyawa. Ahad, 9.00 pagi hingga 2.00 petang. Bawa kad pengenalan, tidur dan makan secukupnya sebelum menderma."
        "One bag of blood can save three lives. Sunday, 9 am to 2 pm. Bring your identity card, and sleep and eat well before you donate.";
    IMPORTANT UTILITIES
        "Bekalan elektrik terputus untuk penyelenggaraan" "Power cut for maintenance"
        "Pencawang di hujung jalan diselenggara pada Khamis, 10.00 pagi hingga 1.00 tengah hari. Tutup suis peralatan sensitif. Lif dan lampu isyarat pagar juga terjejas."
        "The substation at the end of the road is serviced on Thursday from 10 am to 1 pm. Switch off delicate appliances. Lifts and the gate lights are affected too.";
    URGENT SAFETY
        "Beberapa kereta dipecah masuk malam tadi" "Several cars broken into last night"
        "Tiga kereta di jalan belakang dipecahkan tingkapnya antara pukul 2 dan 4 pagi. Jangan tinggalkan beg di dalam kereta. Rondaan ditambah minggu ini. Nampak kejadian sedang berlaku? Hubungi 999 dahulu."
        "Three cars in the back road had windows broken between 2 and 4 am. Leave no bags in cars. Patrols are doubled this week. If you see it happening, call 999 first.";
    INFORMATION SAFETY
        "Tip selamat sebelum balik kampung" "Safety before you travel home"
        "Beritahu jiran dan Ketua Peronda tarikh anda tiada di rumah. Kunci pagar, hentikan penghantaran, pasang satu lampu. Unit SRS akan melalui jalan anda lebih kerap."
        "Tell a neighbour and the patrol leader when you are away. Lock the gate, stop deliveries, leave one light on. The patrol will pass your road more often.";
    IMPORTANT SAFETY
        "Awas panggilan penipuan" "Beware of scam calls"
        "Ada penduduk menerima panggilan yang mengaku dari mahkamah dan pos laju. Jangan beri kod TAC atau nombor akaun. Letak telefon, kemudian hubungi 997 (Pusat Respons Scam Kebangsaan)."
        "Residents report calls that claim to be from a court or a courier. Never give a TAC code or account number. Hang up, then call 997, the National Scam Response Centre.";
    URGENT WEATHER
        "Amaran ribut petir petang ini" "Thunderstorm warning this afternoon"
        "Hujan lebat dan angin kencang dijangka dari 3.00 petang hingga malam. Alihkan kereta dari bawah pokok, simpan khemah dan pasu gantung, elakkan padang."
        "Heavy rain and strong wind are expected from 3 pm into the night. Move cars from under trees, take in awnings and hanging pots, keep off the field.";
    EMERGENCY SAFETY
        "Kebakaran di deretan rumah belakang: jauhi kawasan" "Fire in the back row: keep away"
        "Bomba sedang dalam perjalanan. Kosongkan laluan di jalan utama dan jangan berhenti merakam. Keluarga yang terjejas berkumpul di dewan; bantuan awal disediakan di sana."
        "The fire brigade is on its way. Keep the main road clear and do not stop to film. Affected families gather in the hall, where first help is ready.";
    INFORMATION ECONOMY
        "Pasar pagi KRT: gerai jiran setiap Ahad" "KRT morning market: neighbours' stalls every Sunday"
        "Sayur kebun, kuih, telur kampung dan mi segar dari projek ekonomi kita. Dari 7.00 pagi di tempat letak kereta dewan. Bawa bakul sendiri."
        "Garden greens, kuih, village eggs and fresh noodles from our own projects. From 7 am at the hall's car park. Bring your own basket.";
    INFORMATION ECONOMY
        "Bengkel memulakan perniagaan kecil" "Workshop: starting a small business"
        "Daftar SSM, kira kos, ambil gambar produk dengan telefon. Sabtu, 2.00 petang. Percuma; mentor dari KRT jiran berkongsi pengalaman."
        "Registering with SSM, working out costs, taking product pictures with a phone. Saturday, 2 pm. Free; mentors from a neighbouring KRT share what they learnt.";
    INFORMATION COMMUNITY
        "Kutipan minyak masak terpakai" "Collection of used cooking oil"
        "Jangan tuang ke dalam sinki. Bawa botol minyak sejuk ke sudut kitar semula dewan setiap hujung minggu; RM2 sekilo atau tukar dengan sebuku sabun."
        "Do not pour it down the sink. Bring bottles of cooled oil to the hall's recycling corner at weekends; RM2 a kilo or a bar of soap in exchange.";
    INFORMATION COMMUNITY
        "Kebun komuniti mencari tangan hijau" "The community garden needs green fingers"
        "Petak baharu sudah siap. Isnin dan Rabu petang kita menanam serai, pandan dan cili. Tidak perlu pengalaman; kanak-kanak dialu-alukan bersama ibu bapa."
        "New beds are ready. On Monday and Wednesday afternoons we plant lemongrass, pandan and chilli. No experience needed; children are welcome with their parents.";
    INFORMATION MEETING
        "Minit mesyuarat jawatankuasa sudah boleh dibaca" "Committee minutes are available"
        "Minit bulan ini dipaparkan di papan kenyataan dewan. Perkara utama: lampu jalan, jadual rondaan dan belanjawan Hari Keluarga."
        "This month's minutes are on the hall's notice board. Main points: street lights, the patrol roster and the Family Day budget.";
    IMPORTANT MEETING
        "Taklimat penubuhan SRS" "Briefing on setting up a patrol"
        "Pegawai Perpaduan Daerah dan wakil balai polis akan menerangkan tugas, latihan dan perlindungan sukarelawan. Jumaat, 8.30 malam di dewan."
        "The district unity officer and the police station explain duties, training and how volunteers are protected. Friday, 8:30 pm in the hall.";
    INFORMATION CELEBRATION
        "Hari Keluarga dan sukaneka" "Family day and fun games"
        "Tarik tali, lari dalam guni, bola beracun dan cabutan bertuah. Ahad, 8.00 pagi di padang. Daftar pasukan jalan anda dengan Penyelaras Jiran Muda."
        "Tug of war, sack race, dodgeball and a lucky draw. Sunday, 8 am on the field. Enter your street's team with the youth coordinator.";
    INFORMATION CELEBRATION
        "Sambutan Hari Kebangsaan: kibarkan Jalur Gemilang" "National Day: fly the Jalur Gemilang"
        "Bendera percuma di dewan, satu bagi setiap rumah. Pertandingan lorong paling meriah diadili pada petang sebelum hari sambutan, diikuti nyanyian lagu-lagu patriotik."
        "Free flags at the hall, one for each home. The brightest lane is judged on the afternoon before, followed by singing.";
    INFORMATION CELEBRATION
        "Krismas bersama jiran" "Christmas with the neighbours"
        "Koir kanak-kanak dan kek buah di dewan, 7.30 malam. Sumbangan makanan kering akan dihantar kepada rumah jagaan warga emas."
        "Children's choir and fruit cake in the hall, 7:30 pm. Dry food you bring goes to the old people's home.";
    INFORMATION CELEBRATION
        "Bubur lambuk untuk seisi kawasan" "Bubur lambuk for the whole area"
        "Kita memasak tiga kawah sejak Asar dan mengagihkannya dari 5.30 petang. Sukarelawan mengacau diperlukan; bekas sendiri digalakkan."
        "We cook three big woks from mid-afternoon and share them out from 5:30 pm. People to stir are wanted; please bring your own container.";
    INFORMATION LEARNING
        "Kelas telefon pintar untuk warga emas" "Smartphone class for seniors"
        "Belajar panggilan video, e-dompet dan cara mengenali penipuan bersama Jiran Muda. Setiap Selasa, 10.00 pagi. Teh dan biskut disediakan."
        "Learn video calls, e-wallets and how to spot a scam with the youth group. Every Tuesday, 10 am. Tea and biscuits provided.";
    INFORMATION LEARNING
        "Tuisyen percuma untuk calon peperiksaan" "Free tuition for examination candidates"
        "Guru bersara menawarkan Matematik dan Bahasa Inggeris setiap Sabtu pagi. Daftar melalui setiausaha sebelum Khamis."
        "Retired teachers offer mathematics and English every Saturday morning. Sign up with the secretary before Thursday.";
    IMPORTANT HEALTH
        "Hapuskan tempat pembiakan nyamuk" "Remove mosquito breeding places"
        "Sepuluh minit seminggu: terbalikkan pasu, cuci kolah, periksa talang. Jawatankuasa akan melalui setiap lorong pada Ahad pagi bersama ubat jentik-jentik."
        "Ten minutes a week: empty flower pots, scrub tanks, check gutters. The committee passes through every lane on Sunday morning with larvicide.";
    URGENT HEALTH
        "Jerebu: hadkan aktiviti luar" "Haze: limit outdoor activity"
        "Bacaan IPU melebihi 150. Senamrobik dan latihan bola petang ini dibatalkan. Pelitup muka untuk warga emas dan kanak-kanak boleh diambil di dewan."
        "The air pollutant index is above 150. Aerobics and football practice are cancelled today. Masks for seniors and children can be collected at the hall.";
    IMPORTANT COMMUNITY
        "Pemotongan pokok di jalan utama" "Tree cutting on the main road"
        "Majlis tempatan memangkas pokok pada Selasa, 9.00 pagi hingga 4.00 petang. Alihkan kenderaan dari bahu jalan sebelum pukul 8.30 pagi."
        "The council prunes trees on Tuesday, 9 am to 4 pm. Move vehicles from the roadside before 8:30 am.";
    IMPORTANT COMMUNITY
        "Jadual kutipan sampah berubah" "Rubbish collection days change"
        "Mulai minggu hadapan: sampah domestik Isnin, Rabu dan Jumaat; barang kitar semula Sabtu. Letakkan tong selewat-lewatnya 7.00 pagi."
        "From next week: household waste on Monday, Wednesday and Friday; recycling on Saturday. Put bins out by 7 am.";
    INFORMATION COMMUNITY
        "Takziah" "In sympathy"
        "Al-Fatihah dan salam takziah kepada keluarga bekas bendahari kita yang banyak berjasa. Bacaan tahlil di surau malam ini, 8.30 malam; jiran semua kaum dialu-alukan berziarah."
        "Our sympathy goes to the family of our former treasurer, who gave so much. Prayers at the surau tonight at 8:30 pm; neighbours of every faith are welcome to visit.";
    INFORMATION COMMUNITY
        "Terima kasih, pasukan banjir" "Thank you, flood team"
        "Empat puluh dua jiran mencuci sebelas rumah dalam dua hari. Baki sumbangan RM1,340 dibelanjakan untuk tilam dan buku sekolah; penyata ada di papan kenyataan."
        "Forty-two neighbours cleaned eleven homes in two days. The remaining RM1,340 was spent on mattresses and school books; the account is on the notice board.";
    INFORMATION LOST_AND_FOUND
        "Dijumpai: kunci motosikal bertali merah" "Found: motorcycle key with a red strap"
        "Dijumpai di gelanggang badminton malam tadi. Tuan punya boleh menuntutnya daripada pengawal dewan dengan menyatakan nombor plat."
        "Found at the badminton court last night. The owner may claim it from the hall's guard by naming the number plate.";
    URGENT UTILITIES
        "Paip utama pecah: kerja kecemasan" "Burst main: emergency repair"
        "Tekanan air rendah di semua jalan sehingga kira-kira pukul 6.00 petang. Pasukan pembaikan sudah berada di tapak. Air mungkin keruh pada mulanya; biarkan mengalir seketika."
        "Water pressure is low in all roads until about 6 pm. The repair team is on site. The water may be cloudy at first; let it run for a moment.";
    INFORMATION SAFETY
        "Laporan rondaan bulan ini" "This month's patrols"
        "Lapan rondaan, 41 sukarelawan, 97 kilometer. Enam lampu jalan dilaporkan dan empat sudah dibaiki. Terima kasih kepada semua yang berjaga sementara kita tidur."
        "Eight patrols, 41 volunteers, 97 kilometres. Six street lights reported and four already mended. Thank you to all who watch while we sleep.";
    URGENT COMMUNITY
        "Kanak-kanak terpisah: bantu perhatikan" "Child separated from family: please look out"
        "Seorang kanak-kanak lelaki berumur 6 tahun, berbaju kuning, terpisah daripada keluarganya di pasar malam kira-kira 8.15 malam. Jika bertemu, temani dia dan hubungi 999 atau Ketua Peronda."
        "A boy of six in a yellow shirt was separated from his family at the night market at about 8:15 pm. If you meet him, stay with him and call 999 or the patrol leader.";
    EMERGENCY WEATHER ["12", "06", "03", "11", "08", "10"]
        "Tanah runtuh: jalan bukit ditutup" "Landslide: hill road closed"
        "Tanah masih bergerak di cerun belakang kawasan. Penghuni tiga baris rumah teratas diminta keluar segera ke dewan. Ikut arahan polis dan Pertahanan Awam."
        "The slope behind the estate is still moving. Residents of the top three rows are asked to leave at once for the hall. Follow the police and Civil Defence.";
    INFORMATION CELEBRATION ["07", "08", "10", "14", "01"]
        "Thaipusam: laluan dan gerai air" "Thaipusam: route and water stall"
        "Jiran Muda membuka gerai air percuma di simpang utama dari 6.00 pagi. Jalan ke kuil ditutup kepada kenderaan sehingga 2.00 petang; gunakan jalan belakang."
        "The youth group opens a free drinks stall at the main junction from 6 am. The road to the temple is closed to vehicles until 2 pm; use the back road.";
    INFORMATION HEALTH
        "Senamrobik pagi Ahad kembali" "Sunday aerobics is back"
        "Jurulatih baharu, muzik lama. 7.15 pagi di gelanggang, semua peringkat umur. Bawa air dan tuala kecil; selepas itu kita minum kopi bersama-sama."
        "A new coach and old songs. 7:15 am on the court, all ages. Bring water and a small towel; afterwards we drink coffee together.";
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sample::content::places::STATES;

    #[test]
    fn there_are_many_notices_of_every_severity() {
        assert!(NOTICES.len() >= 40, "{}", NOTICES.len());
        for severity in ["INFORMATION", "IMPORTANT", "URGENT", "EMERGENCY"] {
            let count = NOTICES.iter().filter(|notice| notice.severity == severity).count();
            assert!(count >= 3, "{count} of {severity}");
        }
    }

    #[test]
    fn every_notice_is_complete_in_both_languages_and_different() {
        let categories = [
            "COMMUNITY",
            "SAFETY",
            "HEALTH",
            "UTILITIES",
            "WEATHER",
            "MEETING",
            "CELEBRATION",
            "LEARNING",
            "ECONOMY",
            "LOST_AND_FOUND",
        ];
        let mut titles = HashSet::new();
        for notice in NOTICES {
            assert!(["INFORMATION", "IMPORTANT", "URGENT", "EMERGENCY"].contains(&notice.severity));
            assert!(categories.contains(&notice.category), "{}", notice.category);
            assert!((3..=80).contains(&notice.title_ms.chars().count()), "{}", notice.title_ms);
            assert!((3..=80).contains(&notice.title_en.chars().count()), "{}", notice.title_en);
            assert!(notice.body_ms.len() > 80 && notice.body_en.len() > 80, "{}", notice.title_en);
            assert!(titles.insert(notice.title_ms));
        }
    }

    #[test]
    fn festivals_of_one_region_stay_there() {
        for notice in NOTICES {
            for code in notice.states {
                assert!(STATES.iter().any(|state| state.code == *code));
            }
        }
        for state in STATES {
            let count = NOTICES.iter().filter(|notice| notice.fits(state.code)).count();
            assert!(count >= 40, "{}: {count}", state.code);
        }
    }
}
