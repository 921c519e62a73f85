//! The sixteen states and the districts of the sample.

pub use crate::community::states::STATES;

/// A district of the department, which need not be a census district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct District {
    /// State code, a hyphen and two digits: `14-03`.
    pub code: &'static str,
    /// Code of its state.
    pub state_code: &'static str,
    /// Name, the same in Malay and English.
    pub name: &'static str,
}

macro_rules! districts {
    ($($state:literal: $($code:literal $name:literal),+;)*) => {
        &[$($(District { code: $code, state_code: $state, name: $name }),+),*]
    };
}

/// The districts that have sample areas, in the order of their codes.
pub static DISTRICTS: &[District] = districts! {
    "01": "01-01" "Johor Bahru", "01-02" "Batu Pahat", "01-03" "Muar", "01-04" "Kluang";
    "02": "02-01" "Kota Setar", "02-02" "Kuala Muda", "02-03" "Kulim";
    "03": "03-01" "Kota Bharu", "03-02" "Pasir Mas";
    "04": "04-01" "Melaka Tengah", "04-02" "Alor Gajah";
    "05": "05-01" "Seremban", "05-02" "Port Dickson";
    "06": "06-01" "Kuantan", "06-02" "Temerloh";
    "07": "07-01" "Timur Laut", "07-02" "Seberang Perai Tengah";
    "08": "08-01" "Kinta", "08-02" "Larut dan Matang", "08-03" "Manjung";
    "09": "09-01" "Perlis";
    "10": "10-01" "Petaling", "10-02" "Hulu Langat", "10-03" "Klang", "10-04" "Gombak";
    "11": "11-01" "Kuala Terengganu", "11-02" "Kemaman";
    "12": "12-01" "Kota Kinabalu", "12-02" "Penampang", "12-03" "Sandakan";
    "13": "13-01" "Kuching", "13-02" "Sibu", "13-03" "Miri";
    "14": "14-01" "Brickfields", "14-02" "Dang Wangi", "14-03" "Cheras", "14-04" "Sentul";
    "15": "15-01" "Labuan";
    "16": "16-01" "Putrajaya";
};

/// The district of this code.
#[must_use]
pub fn district(code: &str) -> Option<&'static District> {
    DISTRICTS.iter().find(|district| district.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_belong_to_states_and_are_not_repeated() {
        assert!(DISTRICTS.len() >= 30);
        for (n, district) in DISTRICTS.iter().enumerate() {
            assert!(STATES.iter().any(|state| state.code == district.state_code));
            assert!(district.code.starts_with(district.state_code), "{}", district.code);
            assert_eq!(district.code.len(), 5);
            assert!(DISTRICTS.iter().skip(n + 1).all(|other| other.code != district.code));
        }
    }

    #[test]
    fn a_district_is_found_by_its_code() {
        assert_eq!(district("14-03").map(|district| district.name), Some("Cheras"));
        assert_eq!(district("99-99"), None);
    }
}
