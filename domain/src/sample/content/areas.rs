//! The sample neighbourhoods (KRT).

/// A neighbourhood (Kawasan Rukun Tetangga) of the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Reference number: `KRT/`, state code, `/`, four digits.
    pub reference: &'static str,
    /// Name, the same in every language.
    pub name: &'static str,
    /// Street address of its community centre, without postcode.
    pub address: &'static str,
    /// Five digits, kept as text because some begin with 0.
    pub postcode: &'static str,
    /// Code of its district, see [`super::places::DISTRICTS`].
    pub district_code: &'static str,
    /// Parliamentary constituency.
    pub parliament: &'static str,
    /// State constituency (DUN); the federal territories have none.
    pub state_seat: Option<&'static str>,
    /// Local council (PBT).
    pub council: &'static str,
    /// Police district (IPD).
    pub police_district: &'static str,
    /// Police station (balai).
    pub police_station: &'static str,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// One of `PROFILE_UPDATE`, `APPLIED`, `CHECKED_BY_DISTRICT`, `CONFIRMED_BY_STATE`, `ACTIVE`,
    /// `INACTIVE`, `CANCELLED`.
    pub status: &'static str,
    /// Why, in Malay; only for `CANCELLED`.
    pub status_reason: Option<&'static str>,
}

impl Area {
    /// Code of its state, the first two digits of its district's code.
    #[must_use]
    pub fn state_code(&self) -> &'static str {
        self.district_code.split('-').next().unwrap_or_default()
    }
}

macro_rules! seat {
    (-) => {
        None
    };
    ($name:literal) => {
        Some($name)
    };
}

macro_rules! areas {
    ($(
        $reference:literal $name:literal $district:literal $status:ident $(($reason:literal))?
        $address:literal $postcode:literal $latitude:literal $longitude:literal
        $parliament:literal $seat:tt $council:literal $ipd:literal $station:literal;
    )*) => {
        &[$(Area {
            reference: $reference,
            name: $name,
            address: $address,
            postcode: $postcode,
            district_code: $district,
            parliament: $parliament,
            state_seat: seat!($seat),
            council: $council,
            police_district: $ipd,
            police_station: $station,
            latitude: $latitude,
            longitude: $longitude,
            status: stringify!($status),
            status_reason: areas!(@reason $($reason)?),
        }),*]
    };
    (@reason) => { None };
    (@reason $reason:literal) => { Some($reason) };
}

/// All sample areas. Other rows refer to them by their index, so new ones go to the end.
///
/// Each row: reference, name, district, status; address, postcode, latitude, longitude;
/// parliament, DUN, PBT, IPD, balai.
pub static AREAS: &[Area] = areas! {
    "KRT/14/0001" "KRT Taman Melati Fasa 2" "14-04" ACTIVE
        "Dewan Komuniti Taman Melati, Jalan 5/23E" "53100" 3.2193 101.7218
        "Wangsa Maju" - "DBKL" "Wangsa Maju" "Balai Polis Taman Melati";
    "KRT/14/0002" "KRT Bangsar Park" "14-01" ACTIVE
        "Pusat Komuniti Bangsar Park, Lorong Maarof 3" "59000" 3.1327 101.6705
        "Lembah Pantai" - "DBKL" "Brickfields" "Balai Polis Bangsar";
    "KRT/14/0003" "KRT Kampung Baru Hujung Pasir" "14-02" ACTIVE
        "Gerai Komuniti, Jalan Raja Alang" "50300" 3.1667 101.7069
        "Titiwangsa" - "DBKL" "Dang Wangi" "Balai Polis Kampung Baru";
    "KRT/14/0004" "KRT Taman Midah" "14-03" ACTIVE
        "Dewan Serbaguna Taman Midah, Jalan Midah 8" "56000" 3.0946 101.7283
        "Cheras" - "DBKL" "Cheras" "Balai Polis Taman Midah";
    "KRT/14/0005" "KRT Pantai Dalam Permai" "14-01" PROFILE_UPDATE
        "Blok C, PPR Pantai Ria, Jalan Pantai Permai" "59200" 3.0978 101.6682
        "Lembah Pantai" - "DBKL" "Brickfields" "Balai Polis Pantai";
    "KRT/10/0001" "KRT Seksyen 7 Shah Alam" "10-01" ACTIVE
        "Balai Rukun Tetangga, Jalan Plumbum 7/97" "40000" 3.0742 101.4904
        "Shah Alam" "Batu Tiga" "MBSA" "Shah Alam" "Balai Polis Seksyen 6";
    "KRT/10/0002" "KRT Damansara Jaya" "10-01" ACTIVE
        "Dewan Damansara Jaya, Jalan SS 22/41" "47400" 3.1281 101.6176
        "Damansara" "Bandar Utama" "MBPJ" "Petaling Jaya" "Balai Polis Damansara Utama";
    "KRT/10/0003" "KRT Taman Kajang Utama" "10-02" ACTIVE
        "Surau Lama, Jalan Utama 3, Taman Kajang Utama" "43000" 2.9876 101.7861
        "Hulu Langat" "Kajang" "MPKj" "Kajang" "Balai Polis Kajang";
    "KRT/10/0004" "KRT Pandan Indah Blok M" "10-02" ACTIVE
        "Blok M7, Jalan Pandan Indah 4/1" "55100" 3.1312 101.7537
        "Pandan" "Teratai" "MPAJ" "Ampang Jaya" "Balai Polis Pandan Indah";
    "KRT/10/0005" "KRT Bandar Bukit Tinggi 1" "10-03" ACTIVE
        "Dewan Orang Ramai, Lorong Batu Nilam 3" "41200" 2.9964 101.4386
        "Kota Raja" "Sentosa" "MBDK" "Klang Selatan" "Balai Polis Bandar Bukit Tinggi";
    "KRT/10/0006" "KRT Taman Sri Gombak Fasa 5" "10-04" ACTIVE
        "Pusat Komuniti, Jalan SG 5/8" "68100" 3.2419 101.6996
        "Gombak" "Gombak Setia" "MPS" "Gombak" "Balai Polis Gombak";
    "KRT/10/0007" "KRT Kampung Nelayan Pulau Ketam" "10-03" APPLIED
        "Dewan Persatuan Nelayan, Jalan Besar" "42940" 3.0232 101.2532
        "Klang" "Selat Klang" "MBDK" "Pelabuhan Klang" "Balai Polis Pulau Ketam";
    "KRT/01/0001" "KRT Taman Universiti" "01-01" ACTIVE
        "Dewan Raya Taman Universiti, Jalan Kebudayaan 2" "81300" 1.5407 103.6296
        "Pulai" "Kota Iskandar" "MBIP" "Iskandar Puteri" "Balai Polis Taman Universiti";
    "KRT/01/0002" "KRT Larkin Jaya" "01-01" ACTIVE
        "Balai Raya Larkin, Jalan Dato Jaafar" "80350" 1.4972 103.7419
        "Johor Bahru" "Larkin" "MBJB" "Johor Bahru Utara" "Balai Polis Larkin";
    "KRT/01/0003" "KRT Taman Makmur" "01-02" ACTIVE
        "Dewan Komuniti, Jalan Makmur 4" "83000" 1.8583 102.9341
        "Batu Pahat" "Penggaram" "MPBP" "Batu Pahat" "Balai Polis Batu Pahat";
    "KRT/01/0004" "KRT Kampung Parit Jawa" "01-03" ACTIVE
        "Balai Raya Parit Jawa, Jalan Temenggung" "84150" 1.9536 102.6467
        "Bakri" "Simpang Jeram" "MPM" "Muar" "Balai Polis Parit Jawa";
    "KRT/01/0005" "KRT Taman Sri Kluang" "01-04" ACTIVE
        "Dewan Serbaguna, Jalan Mersing KM 2" "86000" 2.0317 103.3281
        "Kluang" "Mengkibol" "MPKluang" "Kluang" "Balai Polis Kluang";
    "KRT/02/0001" "KRT Taman Pelangi Alor Setar" "02-01" ACTIVE
        "Dewan Komuniti, Lorong Pelangi 6" "05150" 6.1378 100.3706
        "Alor Setar" "Kota Darul Aman" "MBAS" "Kota Setar" "Balai Polis Jalan Kota";
    "KRT/02/0002" "KRT Taman Ria Jaya" "02-02" ACTIVE
        "Balai Rukun Tetangga, Jalan Ria 12" "08000" 5.6579 100.5098
        "Sungai Petani" "Bakar Arang" "MPSPK" "Kuala Muda" "Balai Polis Taman Ria";
    "KRT/02/0003" "KRT Taman Tunku Putra" "02-03" ACTIVE
        "Pusat Aktiviti Warga Emas, Jalan Tunku Putra 3" "09000" 5.3704 100.5583
        "Padang Serai" "Kulim" "MPKK" "Kulim" "Balai Polis Kulim";
    "KRT/03/0001" "KRT Kampung Sireh" "03-01" ACTIVE
        "Balai Islam Kampung Sireh, Jalan Post Office Lama" "15050" 6.1212 102.2346
        "Kota Bharu" "Kota Lama" "MPKB-BRI" "Kota Bharu" "Balai Polis Kota Bharu";
    "KRT/03/0002" "KRT Taman Guru Wakaf Siku" "03-01" ACTIVE
        "Dewan Taman Guru, Jalan Wakaf Siku" "15200" 6.1084 102.2531
        "Kota Bharu" "Bunut Payong" "MPKB-BRI" "Kota Bharu" "Balai Polis Kubang Kerian";
    "KRT/03/0003" "KRT Lubok Jong" "03-02" ACTIVE
        "Madrasah Lubok Jong, Jalan Pasir Pekan" "17000" 6.0427 102.1418
        "Pasir Mas" "Tendong" "MDPM" "Pasir Mas" "Balai Polis Pasir Mas";
    "KRT/04/0001" "KRT Kampung Morten" "04-01" ACTIVE
        "Balai Raya Kampung Morten, Jalan Tun Mamat 3" "75300" 2.2019 102.2503
        "Kota Melaka" "Banda Hilir" "MBMB" "Melaka Tengah" "Balai Polis Banda Hilir";
    "KRT/04/0002" "KRT Taman Kelemak Indah" "04-02" ACTIVE
        "Dewan Komuniti, Jalan Kelemak Indah 2" "78000" 2.3826 102.2094
        "Alor Gajah" "Kelemak" "MPAG" "Alor Gajah" "Balai Polis Alor Gajah";
    "KRT/05/0001" "KRT Taman Rasah Jaya" "05-01" ACTIVE
        "Dewan Rasah Jaya, Jalan RJ 2/5" "70300" 2.6874 101.9278
        "Rasah" "Mambau" "MBS" "Seremban" "Balai Polis Rasah Jaya";
    "KRT/05/0002" "KRT Senawang Perdana" "05-01" ACTIVE
        "Pusat Komuniti, Jalan Senawang Perdana 7" "70450" 2.6937 101.9926
        "Rembau" "Paroi" "MBS" "Seremban" "Balai Polis Senawang";
    "KRT/05/0003" "KRT Kampung Teluk Kemang" "05-02" ACTIVE
        "Balai Raya Batu 8, Jalan Pantai" "71050" 2.4513 101.8581
        "Port Dickson" "Bagan Pinang" "MPPD" "Port Dickson" "Balai Polis Teluk Kemang";
    "KRT/06/0001" "KRT Indera Mahkota 3" "06-01" ACTIVE
        "Dewan Komuniti IM 3, Jalan IM 3/10" "25200" 3.8203 103.2984
        "Indera Mahkota" "Beserah" "MBK" "Kuantan" "Balai Polis Indera Mahkota";
    "KRT/06/0002" "KRT Kampung Tanjung Lumpur" "06-01" ACTIVE
        "Balai Nelayan Tanjung Lumpur, Jalan Tanjung Lumpur" "26060" 3.8052 103.3418
        "Kuantan" "Tanjung Lumpur" "MBK" "Kuantan" "Balai Polis Tanjung Lumpur";
    "KRT/06/0003" "KRT Taman Bahagia Mentakab" "06-02" ACTIVE
        "Dewan Taman Bahagia, Jalan Mok Hee Kiang" "28400" 3.4871 102.3517
        "Temerloh" "Mentakab" "MPT" "Temerloh" "Balai Polis Mentakab";
    "KRT/07/0001" "KRT Taman Free School" "07-01" ACTIVE
        "Dewan JKK Taman Free School, Jalan Free School" "11600" 5.4031 100.3047
        "Jelutong" "Datok Keramat" "MBPP" "Timur Laut" "Balai Polis Jalan Patani";
    "KRT/07/0002" "KRT Bayan Baru Sunny Villa" "07-01" INACTIVE
        "Dewan Serbaguna, Lorong Batu Uban 1" "11900" 5.3289 100.2942
        "Bayan Baru" "Batu Uban" "MBPP" "Barat Daya" "Balai Polis Bayan Baru";
    "KRT/07/0003" "KRT Taman Impian Alma" "07-02" ACTIVE
        "Pusat Komuniti Alma, Lorong Impian 11" "14000" 5.3312 100.4796
        "Bukit Mertajam" "Machang Bubuk" "MBSP" "Seberang Perai Tengah" "Balai Polis Alma";
    "KRT/08/0001" "KRT Gunung Rapat Permai" "08-01" ACTIVE
        "Dewan Orang Ramai Gunung Rapat, Jalan Raja Dr Nazrin" "31350" 4.5698 101.1243
        "Ipoh Timor" "Teja" "MBI" "Ipoh" "Balai Polis Gunung Rapat";
    "KRT/08/0002" "KRT Taman Cempaka Ipoh" "08-01" ACTIVE
        "Balai Rukun Tetangga, Lebuh Taman Cempaka 4" "31400" 4.6136 101.1209
        "Ipoh Timor" "Tebing Tinggi" "MBI" "Ipoh" "Balai Polis Ampang Baru";
    "KRT/08/0003" "KRT Taman Tasik Taiping" "08-02" ACTIVE
        "Dewan Taman Tasik, Jalan Muzium Hulu" "34000" 4.8612 100.7438
        "Taiping" "Aulong" "MPTaiping" "Taiping" "Balai Polis Taiping";
    "KRT/08/0004" "KRT Kampung Koh Sitiawan" "08-03" ACTIVE
        "Dewan Kampung Koh, Jalan Dato Ahmad Yunus" "32000" 4.2118 100.6957
        "Lumut" "Astaka" "MPManjung" "Manjung" "Balai Polis Sitiawan";
    "KRT/09/0001" "KRT Taman Sena Indah" "09-01" ACTIVE
        "Dewan Taman Sena Indah, Jalan Sena Indah 1" "01000" 6.4356 100.2074
        "Kangar" "Sena" "MPKangar" "Kangar" "Balai Polis Kangar";
    "KRT/11/0001" "KRT Batu Buruk Pantai" "11-01" ACTIVE
        "Balai Raya Batu Buruk, Jalan Pantai Batu Buruk" "20400" 5.3217 103.1492
        "Kuala Terengganu" "Batu Buruk" "MBKT" "Kuala Terengganu" "Balai Polis Batu Buruk";
    "KRT/11/0002" "KRT Taman Chukai Utama" "11-02" ACTIVE
        "Dewan Sivik Taman Chukai Utama, Fasa 4" "24000" 4.2476 103.4139
        "Kemaman" "Chukai" "MPKemaman" "Kemaman" "Balai Polis Chukai";
    "KRT/12/0001" "KRT Taman Likas Jaya" "12-01" ACTIVE
        "Dewan Komuniti Likas, Jalan Likas Jaya 3" "88400" 5.9983 116.1013
        "Kota Kinabalu" "Likas" "DBKK" "Kota Kinabalu" "Balai Polis Likas";
    "KRT/12/0002" "KRT Kampung Kandazon" "12-02" ACTIVE
        "Dewan Kampung Kandazon, Jalan Kandazon" "89500" 5.9127 116.1094
        "Penampang" "Moyog" "MP Penampang" "Penampang" "Balai Polis Penampang";
    "KRT/12/0003" "KRT Taman Mawar Sandakan" "12-03" ACTIVE
        "Dewan Taman Mawar, Batu 4 Jalan Utara" "90000" 5.8691 118.0847
        "Sandakan" "Elopura" "MPSandakan" "Sandakan" "Balai Polis Batu 4";
    "KRT/13/0001" "KRT Kampung Tabuan Dayak" "13-01" ACTIVE
        "Balai Raya Tabuan Dayak, Jalan Song" "93350" 1.5229 110.3724
        "Stampin" "Batu Kitang" "MBKS" "Kuching" "Balai Polis Tabuan Jaya";
    "KRT/13/0002" "KRT Taman Sukma Matang" "13-01" CONFIRMED_BY_STATE
        "Pusat Komuniti, Jalan Sultan Tengah" "93050" 1.5871 110.3206
        "Petra Jaya" "Samariang" "DBKU" "Padawan" "Balai Polis Gita";
    "KRT/13/0003" "KRT Permai Jaya Sibu" "13-02" ACTIVE
        "Dewan Suarah Permai, Lorong Permai Jaya 5" "96000" 2.3106 111.8453
        "Sibu" "Nangka" "MPSibu" "Sibu" "Balai Polis Sungai Merah";
    "KRT/13/0004" "KRT Taman Tunku Miri" "13-03" ACTIVE
        "Dewan Taman Tunku, Jalan Bulatan Park" "98000" 4.3681 113.9868
        "Miri" "Piasau" "MBM" "Miri" "Balai Polis Lutong";
    "KRT/15/0001" "KRT Kampung Patau-Patau 2" "15-01" ACTIVE
        "Balai Raya Patau-Patau, Jalan Patau-Patau" "87000" 5.2923 115.2406
        "Labuan" - "Perbadanan Labuan" "Labuan" "Balai Polis Labuan";
    "KRT/16/0001" "KRT Presint 9 Putrajaya" "16-01" ACTIVE
        "Kompleks Kejiranan Presint 9, Jalan P9 A" "62250" 2.9381 101.6712
        "Putrajaya" - "Perbadanan Putrajaya" "Putrajaya" "Balai Polis Presint 7";
    "KRT/10/0008" "KRT Taman Setia Lama" "10-04" CANCELLED ("Kawasan dicantumkan dengan KRT jiran atas permintaan penduduk.")
        "Bekas Dewan Taman Setia, Jalan Setia 1" "68100" 3.2361 101.6887
        "Selayang" "Taman Templer" "MPS" "Gombak" "Balai Polis Selayang";
    "KRT/06/0004" "KRT Kampung Sungai Isap Damai" "06-01" CHECKED_BY_DISTRICT
        "Surau Damai, Lorong Sungai Isap 40" "25150" 3.7836 103.2957
        "Kuantan" "Teruntum" "MBK" "Kuantan" "Balai Polis Sungai Isap";
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sample::content::places::district;

    #[test]
    fn there_are_many_areas_in_many_states_and_most_are_active() {
        assert!(AREAS.len() >= 44, "{}", AREAS.len());
        let states: HashSet<_> = AREAS.iter().map(Area::state_code).collect();
        assert_eq!(states.len(), 16);
        let active = AREAS.iter().filter(|area| area.status == "ACTIVE").count();
        assert!(active >= 40, "{active}");
        assert!(active < AREAS.len());
    }

    #[test]
    fn every_area_has_a_known_district_and_its_own_reference() {
        let mut seen = HashSet::new();
        for area in AREAS {
            assert!(district(area.district_code).is_some(), "{}", area.reference);
            assert!(seen.insert(area.reference), "{} stands twice", area.reference);
            let serial = area.reference.strip_prefix(&format!("KRT/{}/", area.state_code()));
            assert_eq!(serial.map(str::len), Some(4), "{}", area.reference);
        }
    }

    #[test]
    fn every_area_is_complete() {
        for area in AREAS {
            let texts = [area.name, area.address, area.parliament, area.council];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", area.reference);
            assert!(!area.police_district.is_empty() && !area.police_station.is_empty());
            assert_eq!(area.postcode.len(), 5, "{}", area.reference);
            assert!(area.postcode.bytes().all(|byte| byte.is_ascii_digit()));
            assert!((0.85..=7.4).contains(&area.latitude), "{}", area.reference);
            assert!((99.6..=119.3).contains(&area.longitude), "{}", area.reference);
            assert_eq!(area.status == "CANCELLED", area.status_reason.is_some());
            assert_eq!(
                area.state_seat.is_none(),
                matches!(area.state_code(), "14" | "15" | "16"),
                "{}",
                area.reference
            );
        }
    }
}
