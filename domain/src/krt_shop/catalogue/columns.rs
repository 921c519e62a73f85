//! The columns of a catalogue, and which of them a refusal is about; pure.

/// The columns in their order.
pub(super) const COLUMNS: [&str; 27] = [
    "code",
    "version",
    "status",
    "category",
    "kind",
    "name_ms",
    "name_en",
    "name_zh",
    "name_ta",
    "description_ms",
    "description_en",
    "description_zh",
    "description_ta",
    "price_kind",
    "price",
    "unit",
    "minimum_quantity",
    "lead_time_days",
    "availability",
    "season_months",
    "pick_up",
    "promotion_price",
    "promotion_from",
    "promotion_until",
    "variants",
    "deliveries",
    "pictures",
];

/// The columns without which a file is no catalogue.
pub(super) const REQUIRED: [&str; 2] = ["code", "name_ms"];

/// The column with this name, in whatever case it is written.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    COLUMNS.into_iter().find(|column| *column == name)
}

/// The column that a field of a product stands in.
pub(super) fn of_field(field: &str) -> Option<String> {
    let mut parts = field.split('.');
    let column = match (parts.next()?, parts.next()) {
        ("name", Some(language)) => return Some(format!("name_{language}")),
        ("description", Some(language)) => return Some(format!("description_{language}")),
        ("name", None) => "name_ms",
        ("description", None) => "description_ms",
        ("categoryCode", _) => "category",
        ("priceKind", _) => "price_kind",
        ("minimumQuantity", _) => "minimum_quantity",
        ("leadTimeDays", _) => "lead_time_days",
        ("seasonMonths", _) => "season_months",
        ("promotion", Some("until")) => "promotion_until",
        ("promotion", Some("from")) => "promotion_from",
        ("promotion", _) => "promotion_price",
        (plain, _) => return COLUMNS.contains(&plain).then(|| plain.to_owned()),
    };
    Some(column.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_however_it_is_written() {
        assert_eq!(known(" Name MS "), Some("name_ms"));
        assert_eq!(known("price-kind"), Some("price_kind"));
        assert_eq!(known("harga"), None);
    }

    #[test]
    fn a_refusal_names_its_column() {
        for (field, column) in [
            ("name.ms", Some("name_ms")),
            ("description.ta", Some("description_ta")),
            ("categoryCode", Some("category")),
            ("price", Some("price")),
            ("variants.0.name.ms", Some("variants")),
            ("deliveries.3.place", Some("deliveries")),
            ("promotion.until", Some("promotion_until")),
            ("pictures.0.mediaId", Some("pictures")),
            ("somethingElse", None),
        ] {
            assert_eq!(of_field(field).as_deref(), column, "{field}");
        }
    }
}
