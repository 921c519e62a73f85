//! What names a house is sealed, each row for itself.

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::shared::{
    error::{Error, Result},
    secret::Secret,
};

/// The purposes for which details are sealed: the names of their tables, by which an export opens
/// them again.
pub(super) const HOUSE: &str = "house_away";
pub(super) const VISIT: &str = "house_visit";

/// Seals the details of one row.
pub(super) fn seal<T: Serialize>(
    secret: &Secret,
    purpose: &str,
    row: Uuid,
    details: &T,
) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(details).map_err(Error::internal)?;
    secret.seal(purpose, row.as_bytes(), &text)
}

/// Opens the details of one row.
pub(super) fn open<T: DeserializeOwned>(
    secret: &Secret,
    purpose: &str,
    row: Uuid,
    sealed: &[u8],
) -> Result<T> {
    let text = secret
        .open(purpose, row.as_bytes(), sealed)
        .ok_or_else(|| Error::internal("the details of a house were sealed by another secret"))?;
    serde_json::from_slice(&text).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysrs::house::HouseDetails;

    #[test]
    fn details_are_not_to_be_read_and_are_the_same_when_opened() {
        let secret = Secret::new("a secret that is only good for tests");
        let details = HouseDetails {
            address: "12, Jalan Mutiara 3".to_owned(),
            latitude: Some(1.541_234),
            longitude: Some(103.651_234),
            contact_phone: Some("+60123456789".to_owned()),
            note: None,
        };
        let (row, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let sealed = seal(&secret, HOUSE, row, &details).unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"Mutiara"));
        assert_eq!(open::<HouseDetails>(&secret, HOUSE, row, &sealed).unwrap(), details);
        assert!(open::<HouseDetails>(&secret, HOUSE, other, &sealed).is_err());
        assert!(open::<HouseDetails>(&secret, VISIT, row, &sealed).is_err());
    }
}
