//! What the pages of the shop say besides what people wrote, in the four languages of its readers.

use domain::{
    krt_shop::{
        certificate::{CertificateKind, label},
        kiosk::KioskKind,
        product::{Availability, ProductKind},
        project::{Opening, PaymentMethod, Weekday},
    },
    shared::language::Language,
};

/// What the pages themselves say.
pub(super) struct Words {
    pub ask: &'static str,
    pub on_asking: &'static str,
    pub from: &'static str,
    pub free: &'static str,
    pub until: &'static str,
    pub call: &'static str,
    pub sizes: &'static str,
    pub delivery: &'static str,
    pub marks: &'static str,
    pub pick_up: &'static str,
    pub no_delivery: &'static str,
    pub country: &'static str,
    pub minimum: &'static str,
    pub lead_time: &'static str,
    pub months: &'static str,
    pub others: &'static str,
    pub offers: &'static str,
    pub more: &'static str,
    pub nothing: &'static str,
    pub hours: &'static str,
    pub pay: &'static str,
    pub terms: &'static str,
    pub takes: &'static str,
    pub elsewhere: &'static str,
    pub address: &'static str,
    pub email: &'static str,
    pub since: &'static str,
    pub registration: &'static str,
    pub cooperative: &'static str,
    pub open: &'static str,
    pub languages: &'static str,
    pub reviews: &'static str,
    pub reviews_title: &'static str,
    pub questions: &'static str,
    pub answers: &'static str,
    pub when: &'static str,
    pub calendar: &'static str,
    pub cancelled: &'static str,
    pub over: &'static str,
    pub missing: &'static str,
    pub gone: &'static str,
}

/// … in one language.
pub(super) const fn of(language: Language) -> &'static Words {
    match language {
        Language::Ms => &MALAY,
        Language::En => &ENGLISH,
        Language::Zh => &CHINESE,
        Language::Ta => &TAMIL,
    }
}

const MALAY: Words = Words {
    ask: "Harga: tanya penjual",
    on_asking: "tanya penjual",
    from: "dari",
    free: "percuma",
    until: "hingga",
    call: "Telefon",
    sizes: "Pilihan",
    delivery: "Penghantaran",
    marks: "Sijil yang disahkan oleh pegawai",
    pick_up: "Boleh ambil sendiri",
    no_delivery: "Tanya penjual tentang penghantaran.",
    country: "Seluruh Malaysia",
    minimum: "Paling sedikit",
    lead_time: "Tempah lebih awal (hari)",
    months: "Ada pada bulan",
    others: "Lagi daripada projek ini",
    offers: "Tawaran",
    more: "Lagi tawaran",
    nothing: "Belum ada tawaran.",
    hours: "Waktu buka",
    pay: "Cara bayaran",
    terms: "Terma jualan",
    takes: "Masa penghantaran",
    elsewhere: "Di tempat lain",
    address: "Alamat",
    email: "E-mel",
    since: "Sejak",
    registration: "No. pendaftaran SSM",
    cooperative: "No. koperasi",
    open: "Buka dalam KRT Shop",
    languages: "Bahasa",
    reviews: "ulasan",
    reviews_title: "Kata pembeli",
    questions: "Soalan dan jawapan",
    answers: "Jawapan penjual",
    when: "Bila",
    calendar: "Tambah ke kalendar",
    cancelled: "Tidak diadakan",
    over: "Ini sudah tamat.",
    missing: "Tiada apa-apa di sini.",
    gone: "Tawaran ini tidak lagi ada.",
};

const ENGLISH: Words = Words {
    ask: "Price: ask the seller",
    on_asking: "ask the seller",
    from: "from",
    free: "free",
    until: "until",
    call: "Call",
    sizes: "Choices",
    delivery: "Delivery",
    marks: "Certificates checked by an officer",
    pick_up: "Can be picked up",
    no_delivery: "Ask the seller about delivery.",
    country: "All of Malaysia",
    minimum: "At least",
    lead_time: "Order ahead (days)",
    months: "In the months",
    others: "More from this project",
    offers: "Offers",
    more: "More offers",
    nothing: "No offers yet.",
    hours: "Opening hours",
    pay: "How to pay",
    terms: "Terms of sale",
    takes: "Delivery takes",
    elsewhere: "Elsewhere",
    address: "Address",
    email: "E-mail",
    since: "Since",
    registration: "SSM registration",
    cooperative: "Co-operative no.",
    open: "Open in KRT Shop",
    languages: "Languages",
    reviews: "reviews",
    reviews_title: "What buyers say",
    questions: "Questions and answers",
    answers: "The seller answers",
    when: "When",
    calendar: "Add to the calendar",
    cancelled: "Does not take place",
    over: "This is over.",
    missing: "There is nothing here.",
    gone: "This is not offered any more.",
};

const CHINESE: Words = Words {
    ask: "价格：请询问卖家",
    on_asking: "请询问卖家",
    from: "起价",
    free: "免费",
    until: "至",
    call: "致电",
    sizes: "选择",
    delivery: "送货",
    marks: "经官员核实的证书",
    pick_up: "可自取",
    no_delivery: "送货请询问卖家。",
    country: "马来西亚全国",
    minimum: "最少",
    lead_time: "提前预订（天）",
    months: "供应月份",
    others: "该项目的其他商品",
    offers: "商品",
    more: "更多商品",
    nothing: "暂无商品。",
    hours: "营业时间",
    pay: "付款方式",
    terms: "销售条款",
    takes: "送货时间",
    elsewhere: "其他店铺",
    address: "地址",
    email: "电邮",
    since: "始于",
    registration: "SSM 注册号",
    cooperative: "合作社编号",
    open: "在 KRT Shop 中打开",
    languages: "语言",
    reviews: "条评价",
    reviews_title: "买家评价",
    questions: "问答",
    answers: "卖家回复",
    when: "时间",
    calendar: "加入日历",
    cancelled: "已取消",
    over: "此活动已结束。",
    missing: "这里什么也没有。",
    gone: "此商品已不再提供。",
};

const TAMIL: Words = Words {
    ask: "விலை: விற்பனையாளரைக் கேளுங்கள்",
    on_asking: "விற்பனையாளரைக் கேளுங்கள்",
    from: "முதல்",
    free: "இலவசம்",
    until: "வரை",
    call: "அழைக்கவும்",
    sizes: "தேர்வுகள்",
    delivery: "விநியோகம்",
    marks: "அதிகாரி சரிபார்த்த சான்றிதழ்கள்",
    pick_up: "நேரில் பெறலாம்",
    no_delivery: "விநியோகம் பற்றி விற்பனையாளரைக் கேளுங்கள்.",
    country: "மலேசியா முழுவதும்",
    minimum: "குறைந்தது",
    lead_time: "முன்பதிவு (நாட்கள்)",
    months: "கிடைக்கும் மாதங்கள்",
    others: "இந்தத் திட்டத்தின் மற்றவை",
    offers: "பொருட்கள்",
    more: "மேலும் பொருட்கள்",
    nothing: "இன்னும் பொருட்கள் இல்லை.",
    hours: "திறந்திருக்கும் நேரம்",
    pay: "கட்டண முறை",
    terms: "விற்பனை விதிமுறைகள்",
    takes: "விநியோக நேரம்",
    elsewhere: "பிற இடங்களில்",
    address: "முகவரி",
    email: "மின்னஞ்சல்",
    since: "தொடக்கம்",
    registration: "SSM பதிவு எண்",
    cooperative: "கூட்டுறவு எண்",
    open: "KRT Shop-இல் திற",
    languages: "மொழிகள்",
    reviews: "மதிப்புரைகள்",
    reviews_title: "வாங்கியவர்களின் கருத்து",
    questions: "கேள்வி பதில்கள்",
    answers: "விற்பனையாளரின் பதில்",
    when: "எப்போது",
    calendar: "நாட்காட்டியில் சேர்",
    cancelled: "நடைபெறாது",
    over: "இது முடிந்துவிட்டது.",
    missing: "இங்கே எதுவும் இல்லை.",
    gone: "இது இப்போது வழங்கப்படுவதில்லை.",
};

/// One of four, by the language.
const fn pick(language: Language, texts: [&'static str; 4]) -> &'static str {
    let [ms, en, zh, ta] = texts;
    match language {
        Language::Ms => ms,
        Language::En => en,
        Language::Zh => zh,
        Language::Ta => ta,
    }
}

/// Whether it can be had, in words.
pub(super) const fn availability(availability: Availability, language: Language) -> &'static str {
    let texts = match availability {
        Availability::InStock => ["Ada", "Available", "有货", "கிடைக்கும்"],
        Availability::Few => ["Tinggal sedikit", "A few left", "所剩不多", "சில மட்டுமே"],
        Availability::Out => ["Habis buat masa ini", "Sold out for now", "暂时售完", "தற்போது இல்லை"],
        Availability::Seasonal => ["Bermusim", "Seasonal", "季节性", "பருவகாலம்"],
    };
    pick(language, texts)
}

/// What a certificate is called; abbreviations are alike in every language.
pub(super) fn certificate(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::Halal => "Halal",
        other => label(other),
    }
}

/// What kind of offer it is, in words.
pub(super) const fn kind(kind: ProductKind, language: Language) -> &'static str {
    let texts = match kind {
        ProductKind::Goods => ["Barang", "Goods", "商品", "பொருள்"],
        ProductKind::Service => ["Perkhidmatan", "Service", "服务", "சேவை"],
        ProductKind::Rental => ["Sewaan", "For hire", "租赁", "வாடகை"],
        ProductKind::MadeToOrder => ["Tempahan", "Made to order", "定制", "ஆர்டர்"],
    };
    pick(language, texts)
}

/// What kind of place it is where projects sell together, in words.
pub(super) const fn place(kind: KioskKind, language: Language) -> &'static str {
    let texts = match kind {
        KioskKind::Kiosk => ["Kiosk", "Kiosk", "售货亭", "கியோஸ்க்"],
        KioskKind::Carnival => {
            ["Karnival ekonomi", "Economic carnival", "经济嘉年华", "பொருளாதாரத் திருவிழா"]
        }
    };
    pick(language, texts)
}

/// A way to pay, in words.
pub(super) const fn payment(method: PaymentMethod, language: Language) -> &'static str {
    let texts = match method {
        PaymentMethod::Cash => ["Tunai", "Cash", "现金", "பணம்"],
        PaymentMethod::CashOnDelivery => {
            ["Tunai semasa hantar", "Cash on delivery", "货到付款", "விநியோகத்தில் பணம்"]
        }
        PaymentMethod::BankTransfer => {
            ["Pindahan bank", "Bank transfer", "银行转账", "வங்கிப் பரிமாற்றம்"]
        }
        PaymentMethod::DuitNowQr => ["DuitNow QR", "DuitNow QR", "DuitNow QR", "DuitNow QR"],
        PaymentMethod::EWallet => ["E-dompet", "E-wallet", "电子钱包", "மின்பணப்பை"],
        PaymentMethod::Card => ["Kad", "Card", "银行卡", "அட்டை"],
        PaymentMethod::LocalOrder => {
            ["Pesanan tempatan (LO)", "Local order (LO)", "本地订单 (LO)", "உள்ளூர் ஆணை (LO)"]
        }
    };
    pick(language, texts)
}

/// A day of the week, in words.
pub(super) const fn day(day: Weekday, language: Language) -> &'static str {
    let texts = match day {
        Weekday::Monday => ["Isnin", "Monday", "星期一", "திங்கள்"],
        Weekday::Tuesday => ["Selasa", "Tuesday", "星期二", "செவ்வாய்"],
        Weekday::Wednesday => ["Rabu", "Wednesday", "星期三", "புதன்"],
        Weekday::Thursday => ["Khamis", "Thursday", "星期四", "வியாழன்"],
        Weekday::Friday => ["Jumaat", "Friday", "星期五", "வெள்ளி"],
        Weekday::Saturday => ["Sabtu", "Saturday", "星期六", "சனி"],
        Weekday::Sunday => ["Ahad", "Sunday", "星期日", "ஞாயிறு"],
    };
    pick(language, texts)
}

/// Times of a week in one line.
pub(super) fn opening_hours(hours: &[Opening], language: Language) -> String {
    let line = |opening: &Opening| {
        format!("{} {}–{}", day(opening.day, language), opening.opens, opening.closes)
    };
    hours.iter().map(line).collect::<Vec<_>>().join("; ")
}
