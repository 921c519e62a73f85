//! Names for committees and volunteers, and the cast: one account of each role.

/// One sample account to sign in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CastMember {
    /// The role it shows, by its code: `SECRETARY`, `PATROLLER`, …
    pub role: &'static str,
    /// Display name.
    pub name: &'static str,
    /// E.164, from the block `+60 11-5550 01xx`, which only samples use.
    pub phone: &'static str,
    /// `ms` or `en`.
    pub language: &'static str,
    /// Where the role holds.
    pub scope: CastScope,
}

/// Where a cast member's role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CastScope {
    /// One area, by its index in [`super::areas::AREAS`].
    Area(usize),
    /// One economic project, by its index in [`super::shop::PROJECTS`].
    Project(usize),
    /// One district, by code.
    District(&'static str),
    /// One state, by code.
    State(&'static str),
    /// The whole nation.
    Nation,
}

macro_rules! cast {
    ($($role:ident $name:literal $phone:literal $language:ident $scope:expr;)*) => {
        &[$(CastMember {
            role: stringify!($role),
            name: $name,
            phone: $phone,
            language: stringify!($language),
            scope: $scope,
        }),*]
    };
}

/// One account of each role, all around the first area, so that they meet each other.
pub static CAST: &[CastMember] = cast! {
    RESIDENT "Nur Aisyah binti Kamarudin" "+601155500101" ms CastScope::Area(0);
    CHAIR "Rosli bin Abdul Majid" "+601155500102" ms CastScope::Area(0);
    DEPUTY_CHAIR "Lim Soon Huat" "+601155500103" en CastScope::Area(0);
    SECRETARY "Siti Hajar binti Osman" "+601155500104" ms CastScope::Area(0);
    ASSISTANT_SECRETARY "Kavitha a/p Subramaniam" "+601155500105" en CastScope::Area(0);
    TREASURER "Wong Mei Yee" "+601155500106" en CastScope::Area(0);
    MEMBER "Jelani anak Unggat" "+601155500107" ms CastScope::Area(0);
    GROUP_COORDINATOR "Faridah binti Yaacob" "+601155500108" ms CastScope::Area(0);
    PATROLLER "Muhammad Hafiz bin Zulkifli" "+601155500109" ms CastScope::Area(0);
    UNIT_LEADER "Ganesan a/l Muthusamy" "+601155500110" ms CastScope::Area(0);
    PROJECT_OWNER "Zaiton binti Ramli" "+601155500111" ms CastScope::Project(0);
    DISTRICT_OFFICER "Norazlina binti Mohd Ali" "+601155500112" ms CastScope::District("14-04");
    STATE_OFFICER "Ahmad Fauzi bin Ibrahim" "+601155500113" ms CastScope::State("14");
    HQ_OFFICER "Chong Li Wen" "+601155500114" en CastScope::Nation;
    POLICE_LIAISON "Sarjan Azman bin Hashim" "+601155500115" ms CastScope::District("14-04");
    ADMINISTRATOR "Evelyn Gimbad" "+601155500116" en CastScope::Nation;
};

const MALAY_MEN: [&str; 22] = [
    "Ahmad Faiz",
    "Mohd Rizal",
    "Azman",
    "Khairul Anuar",
    "Zainal Abidin",
    "Hafizuddin",
    "Ismail",
    "Shahrul Nizam",
    "Mohd Nazri",
    "Amirul Hakim",
    "Roslan",
    "Fadzil",
    "Mustafa",
    "Kamal Ariffin",
    "Syed Imran",
    "Nik Hasnul",
    "Yusof",
    "Abdul Rahim",
    "Farid",
    "Zulhilmi",
    "Badrul Hisham",
    "Wan Saiful",
];
const MALAY_WOMEN: [&str; 22] = [
    "Nurul Huda",
    "Siti Aminah",
    "Rohana",
    "Noraini",
    "Farhana",
    "Salmah",
    "Zaleha",
    "Hasnah",
    "Aishah",
    "Nor Azizah",
    "Maznah",
    "Puteri Balqis",
    "Rafidah",
    "Suhaila",
    "Wan Norliza",
    "Fatimah",
    "Khadijah",
    "Nik Suraya",
    "Mariam",
    "Intan Syafinaz",
    "Latifah",
    "Haslinda",
];
const MALAY_FATHERS: [&str; 23] = [
    "Abdullah",
    "Hassan",
    "Othman",
    "Yahya",
    "Mohd Noor",
    "Ibrahim",
    "Salleh",
    "Mat Isa",
    "Jusoh",
    "Abu Bakar",
    "Sulaiman",
    "Hamzah",
    "Md Said",
    "Daud",
    "Che Omar",
    "Bakri",
    "Talib",
    "Shafie",
    "Awang",
    "Harun",
    "Idris",
    "Johari",
    "Zakaria",
];
const CHINESE_FAMILIES: [&str; 19] = [
    "Tan", "Lim", "Lee", "Ng", "Wong", "Chan", "Goh", "Ong", "Teoh", "Chong", "Yap", "Low", "Khoo",
    "Liew", "Ting", "Chin", "Foo", "Heng", "Saw",
];
const CHINESE_GIVEN: [&str; 23] = [
    "Wei Ming",
    "Siew Ling",
    "Kok Leong",
    "Mei Fong",
    "Chee Keong",
    "Hui Min",
    "Boon Teck",
    "Pei Shan",
    "Kah Wai",
    "Sook Yee",
    "Jun Hao",
    "Xin Yi",
    "Ah Kau",
    "Bee Lian",
    "Teck Seng",
    "Lay Peng",
    "Yoke Chan",
    "Zhi Hong",
    "Swee Lan",
    "Chun Kit",
    "Ai Ling",
    "Kim Swee",
    "Jia En",
];
const INDIAN_MEN: [&str; 13] = [
    "Suresh",
    "Ravindran",
    "Murugan",
    "Prakash",
    "Anand",
    "Thinesh",
    "Selvam",
    "Balakrishnan",
    "Kumaran",
    "Vijay",
    "Harvinder",
    "Saravanan",
    "Dinesh",
];
const INDIAN_WOMEN: [&str; 13] = [
    "Letchumi",
    "Shanti",
    "Priya",
    "Revathi",
    "Malathi",
    "Puspa",
    "Jeyanthi",
    "Deepa",
    "Vasanthi",
    "Nirmala",
    "Komala",
    "Sangeetha",
    "Yoges",
];
const INDIAN_FATHERS: [&str; 17] = [
    "Raman",
    "Krishnan",
    "Nadarajan",
    "Perumal",
    "Arumugam",
    "Govindasamy",
    "Maniam",
    "Rajendran",
    "Velu",
    "Sivalingam",
    "Thangaraj",
    "Ramasamy",
    "Kandiah",
    "Letchumanan",
    "Palani",
    "Gopal",
    "Chandran",
];
const BORNEO_GIVEN: [&str; 17] = [
    "Stefanus",
    "Juliana",
    "Jimmy",
    "Veronica",
    "Dominic",
    "Felicia",
    "Jeffry",
    "Rosalind",
    "Benedict",
    "Florida",
    "Linus",
    "Susannah",
    "Anthony",
    "Magdalene",
    "Raymond",
    "Clarice",
    "Albert",
];
const KADAZAN_FAMILIES: [&str; 13] = [
    "Gimbad",
    "Lojiwin",
    "Majimbun",
    "Sipanggol",
    "Gontolos",
    "Moguil",
    "Ginsos",
    "Lasimbang",
    "Dompok",
    "Mojulat",
    "Kinsung",
    "Tangau",
    "Sikawah",
];
const IBAN_FATHERS: [&str; 13] = [
    "Unggang", "Jugah", "Nyalau", "Entalai", "Ranggau", "Sandin", "Gelayan", "Mawar", "Lanting",
    "Baling", "Enggong", "Mambang", "Sigat",
];

/// The `n`-th of `list`, starting again after its end.
fn pick(list: &[&'static str], n: usize) -> &'static str {
    list.get(n % list.len().max(1)).copied().unwrap_or_default()
}

/// The invented person number `n`: always the same name for the same number, and among any
/// few hundred neighbouring numbers almost never the same name twice.
///
/// Of ten names about five are Malay, two Chinese, one Indian, one Kadazan and one Iban.
#[must_use]
pub fn display_name(n: usize) -> String {
    // The lists have lengths without a common factor, so that pairs repeat late.
    let (round, place) = (n / 10, n % 10);
    match place {
        0 | 4 => malay_man(round * 2 + place / 4),
        2 | 6 | 8 => malay_woman(round * 3 + (place - 2) / 3),
        1 | 7 => {
            let k = round * 2 + place / 7;
            format!("{} {}", pick(&CHINESE_FAMILIES, k * 7), pick(&CHINESE_GIVEN, k))
        }
        3 => indian(round),
        5 => format!("{} {}", pick(&BORNEO_GIVEN, round), pick(&KADAZAN_FAMILIES, round * 5)),
        _ => format!("{} anak {}", pick(&BORNEO_GIVEN, round + 8), pick(&IBAN_FATHERS, round * 4)),
    }
}

fn malay_man(k: usize) -> String {
    format!("{} bin {}", pick(&MALAY_MEN, k), pick(&MALAY_FATHERS, k * 9 + 4))
}

fn malay_woman(k: usize) -> String {
    format!("{} binti {}", pick(&MALAY_WOMEN, k), pick(&MALAY_FATHERS, k * 6 + 1))
}

fn indian(k: usize) -> String {
    let father = pick(&INDIAN_FATHERS, k * 3);
    if k.is_multiple_of(2) {
        format!("{} a/l {father}", pick(&INDIAN_MEN, k / 2))
    } else {
        format!("{} a/p {father}", pick(&INDIAN_WOMEN, k / 2))
    }
}

/// The phone of invented person number `n`, E.164, outside the cast's numbers; different for
/// every `n` below 9,000.
#[must_use]
pub fn phone(n: usize) -> String {
    format!("+60115550{:04}", 1000 + n % 9000)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sample::content::{areas::AREAS, places, shop::PROJECTS};

    #[test]
    fn the_cast_has_one_account_of_each_of_the_sixteen_roles() {
        assert_eq!(CAST.len(), 16);
        let roles: HashSet<_> = CAST.iter().map(|member| member.role).collect();
        let phones: HashSet<_> = CAST.iter().map(|member| member.phone).collect();
        assert_eq!((roles.len(), phones.len()), (16, 16));
        for member in CAST {
            assert!(member.phone.starts_with("+6011555001"), "{}", member.phone);
            assert_eq!(member.phone.len(), 13);
            assert!(matches!(member.language, "ms" | "en"));
        }
    }

    #[test]
    fn every_scope_of_the_cast_exists() {
        for member in CAST {
            let exists = match member.scope {
                CastScope::Area(n) => AREAS.get(n).is_some(),
                CastScope::Project(n) => PROJECTS.get(n).is_some(),
                CastScope::District(code) => places::district(code).is_some(),
                CastScope::State(code) => places::STATES.iter().any(|state| state.code == code),
                CastScope::Nation => true,
            };
            assert!(exists, "{}", member.role);
        }
    }

    #[test]
    fn names_are_the_same_each_time_and_rarely_repeat() {
        assert_eq!(display_name(42), display_name(42));
        let names: HashSet<_> = (0..300).map(display_name).collect();
        assert!(names.len() > 290, "{}", names.len());
        assert!(names.iter().all(|name| name.contains(' ') && name.len() < 60));
    }

    #[test]
    fn phones_of_volunteers_differ_from_each_other_and_from_the_cast() {
        let phones: HashSet<_> = (0..9000).map(phone).collect();
        assert_eq!(phones.len(), 9000);
        assert!(CAST.iter().all(|member| !phones.contains(member.phone)));
        assert!(phones.iter().all(|phone| phone.len() == 13));
    }
}
