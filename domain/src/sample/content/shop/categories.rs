//! The default category tree of KRT Shop: there is no official list.

use super::Category;

macro_rules! tree {
    ($($top:literal $top_ms:literal $top_en:literal { $($leaf:literal $ms:literal $en:literal;)* })*) => {
        &[$(
            Category { code: $top, parent: None, name_ms: $top_ms, name_en: $top_en },
            $(Category { code: $leaf, parent: Some($top), name_ms: $ms, name_en: $en },)*
        )*]
    };
}

/// All categories; a parent stands before its children.
pub static CATEGORIES: &[Category] = tree! {
    "food" "Makanan dan minuman" "Food and drinks" {
        "food-noodles" "Mi dan bihun" "Noodles";
        "food-kuih" "Kuih dan roti" "Kuih and bread";
        "food-sauces" "Sos, sambal dan rempah" "Sauces, sambal and spices";
        "food-snacks" "Kerepek, keropok dan biskut" "Crisps, crackers and biscuits";
        "food-frozen" "Makanan sejuk beku" "Frozen food";
        "food-drinks" "Minuman dan madu" "Drinks and honey";
    }
    "fresh" "Hasil segar" "Fresh produce" {
        "fresh-fruit" "Buah-buahan" "Fruit";
        "fresh-vegetables" "Sayur-sayuran" "Vegetables";
        "fresh-poultry" "Ayam dan telur" "Poultry and eggs";
        "fresh-fish" "Ikan dan hasil laut" "Fish and seafood";
        "fresh-plants" "Anak pokok dan bunga" "Seedlings and flowers";
    }
    "catering" "Katering" "Catering" {
        "catering-events" "Katering majlis" "Event catering";
        "catering-kitchen" "Dapur komuniti" "Community kitchen";
        "catering-cakes" "Kek dan pencuci mulut" "Cakes and desserts";
    }
    "craft" "Jahitan dan kraf" "Sewing and crafts" {
        "craft-tailoring" "Jahitan" "Tailoring";
        "craft-batik" "Batik dan tekstil" "Batik and textiles";
        "craft-weaving" "Anyaman" "Weaving and basketry";
        "craft-gifts" "Cenderahati dan gubahan" "Gifts and arrangements";
    }
    "rental" "Sewaan" "Rentals" {
        "rental-halls" "Dewan dan ruang" "Halls and rooms";
        "rental-shops" "Lot kedai dan gerai" "Shop lots and stalls";
        "rental-sound" "Sistem PA dan pentas" "PA systems and stages";
        "rental-tents" "Khemah, meja dan kerusi" "Tents, tables and chairs";
    }
    "care" "Kesihatan dan kecantikan" "Wellness and beauty" {
        "care-spa" "Spa dan refleksologi" "Spa and reflexology";
        "care-hair" "Gunting dan dandanan rambut" "Haircuts and styling";
        "care-soap" "Sabun dan herba" "Soap and herbs";
    }
    "repair" "Baik pulih dan kebersihan" "Repairs and cleaning" {
        "repair-home" "Baik pulih rumah" "Home repairs";
        "repair-electrical" "Elektrik dan peranti" "Electrical and devices";
        "repair-vehicles" "Motosikal dan basikal" "Motorcycles and bicycles";
        "repair-cleaning" "Pembersihan" "Cleaning";
    }
    "learning" "Pembelajaran dan budaya" "Learning and culture" {
        "learning-classes" "Kelas dan bimbingan" "Classes and tuition";
        "learning-culture" "Kumpulan seni dan budaya" "Arts and culture groups";
    }
};
