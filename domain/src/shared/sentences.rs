//! What the codes say, in the two languages of the program. `{name}` is filled from the refusal.

use super::{
    error::{ErrorCode, Refusal},
    language::Language,
};

/// The sentence of a refusal with its places to fill.
pub(super) fn template(refusal: &Refusal, language: Language) -> &'static str {
    let known = match refusal.code {
        ErrorCode::TimeInvalid => of_time(refusal),
        ErrorCode::BadRequest => of_reading(refusal),
        _ => None,
    };
    let (ms, en) = known.unwrap_or_else(|| both(refusal.code));
    if language == Language::En { en } else { ms }
}

/// What is said of a request when it is known where it could not be read.
fn of_reading(refusal: &Refusal) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| refusal.value(name).is_some();
    if has("missing") {
        return Some(("Ruangan `{missing}` tiada.", "The field `{missing}` is missing."));
    }
    if has("unknown") {
        return Some((
            "Ruangan `{unknown}` tidak dikenali di sini.",
            "There is no field `{unknown}` here.",
        ));
    }
    if has("twice") {
        return Some((
            "Ruangan `{twice}` diberi lebih daripada sekali.",
            "The field `{twice}` is given more than once.",
        ));
    }
    if has("form") {
        return Some(("Tulis masa seperti {form}.", "Write a time like {form}."));
    }
    has("line").then_some((
        "Ini bukan JSON yang lengkap: semak baris {line}, aksara {column}.",
        "This is no whole JSON: look at line {line}, letter {column}.",
    ))
}

/// What is said of a time when it is known what it should be.
fn of_time(refusal: &Refusal) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| refusal.value(name).is_some();
    Some(match (has("least"), has("most")) {
        (true, true) => (
            "Masa mesti antara {least} dan {most}.",
            "The time must lie between {least} and {most}.",
        ),
        (true, false) => ("Masa mesti selepas {least}.", "The time must lie after {least}."),
        (false, true) => {
            ("Masa tidak boleh lewat daripada {most}.", "The time must not lie after {most}.")
        }
        (false, false) if has("form") => {
            ("Tulis masa seperti {form}.", "Write the time like {form}.")
        }
        (false, false) if has("other") => {
            ("Masa ini mesti berbeza daripada {other}.", "This time must differ from {other}.")
        }
        (false, false) => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "one line for each code, and every code has one")]
fn both(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::Unauthenticated => ("Sila log masuk dahulu.", "Please sign in first."),
        ErrorCode::TokenInvalid => (
            "Token akses ini tidak sah. Sila log masuk semula.",
            "This access token is not valid. Please sign in again.",
        ),
        ErrorCode::TokenExpired => (
            "Token akses telah tamat tempoh. Perbaharui sesi anda.",
            "The access token has expired. Refresh your session.",
        ),
        ErrorCode::SessionEnded => (
            "Sesi ini telah tamat. Sila log masuk semula.",
            "This session has ended. Please sign in again.",
        ),
        ErrorCode::RefreshTokenReused => (
            "Token ini telah digunakan. Demi keselamatan, sesi ini ditamatkan; sila log masuk semula.",
            "This token was used before. For your safety the session has ended; please sign in again.",
        ),
        ErrorCode::CredentialsWrong => (
            "Nombor telefon atau kata laluan tidak betul.",
            "The phone number or the password is not right.",
        ),
        ErrorCode::TotpRequired => (
            "Masukkan juga enam digit daripada aplikasi pengesah anda.",
            "Enter the six digits of your authenticator app too.",
        ),
        ErrorCode::TotpWrong => (
            "Kod ini tidak betul atau telah digunakan. Pastikan jam telefon anda tepat, atau guna kod pemulihan.",
            "This code is not right or was used before. See that your phone's clock is right, or use a recovery code.",
        ),
        ErrorCode::ProofRequired => (
            "Demi keselamatan, sila masukkan kata laluan anda sekali lagi.",
            "For your safety, please enter your password again.",
        ),
        ErrorCode::Forbidden => {
            ("Anda tidak dibenarkan berbuat demikian.", "You are not allowed to do this.")
        }
        ErrorCode::NotFound => ("Perkara ini tidak dijumpai.", "This could not be found."),
        ErrorCode::RateLimited => (
            "Terlalu banyak cubaan. Cuba lagi selepas {seconds} saat.",
            "Too many tries. Try again in {seconds} seconds.",
        ),
        ErrorCode::Unavailable => (
            "Perkhidmatan tergendala sebentar. Cuba lagi sebentar lagi; tiada apa-apa yang hilang.",
            "The service does not answer just now. Try again in a moment; nothing is lost.",
        ),
        ErrorCode::Internal => (
            "Berlaku ralat di pihak kami. Sebut nombor permintaan jika anda menghubungi kami.",
            "Something went wrong on our side. Give the request id if you contact us.",
        ),
        ErrorCode::IdInvalid => ("Ini bukan id {kind}.", "This is not the id of {kind}."),
        ErrorCode::PageInvalid => (
            "Minta 1 hingga 100 perkara: `first` dengan `after`, atau `last` dengan `before`.",
            "Ask for 1 to 100 items: `first` with `after`, or `last` with `before`.",
        ),
        ErrorCode::CursorInvalid => (
            "Penanda halaman ini bukan daripada senarai ini.",
            "This cursor does not come from this list.",
        ),
        ErrorCode::BadRequest => (
            // The detail is for developers, and in English.
            "Permintaan ini tidak dapat dibaca. Semak nilai yang dihantar.",
            "The request could not be read: {detail}.",
        ),
        ErrorCode::IdempotencyMismatch => (
            "Kunci ini telah digunakan untuk permintaan lain.",
            "This key was used for another request.",
        ),
        ErrorCode::VersionConflict => (
            "Orang lain telah mengubahnya. Baca semula sebelum menyimpan.",
            "Somebody else has changed it. Read it again before you save.",
        ),
        ErrorCode::Required => ("Ruangan ini perlu diisi.", "This must be filled in."),
        ErrorCode::TooLong => (
            "Terlalu panjang: paling banyak {limit} aksara.",
            "Too long: at most {limit} characters.",
        ),
        ErrorCode::TooShort => (
            "Terlalu pendek: sekurang-kurangnya {limit} aksara.",
            "Too short: at least {limit} characters.",
        ),
        ErrorCode::OutOfRange => (
            "Nilai mesti antara {least} dan {most}.",
            "The value must lie between {least} and {most}.",
        ),
        ErrorCode::TooMany => {
            ("Terlalu banyak: paling banyak {limit}.", "Too many: at most {limit}.")
        }
        ErrorCode::TooFew => (
            "Belum mencukupi: perlu sekurang-kurangnya {least}, kini {found}.",
            "Too few: at least {least} are needed, now there are {found}.",
        ),
        ErrorCode::NoShifts => (
            "Tiada syif untuk dirancang pada bulan ini. Buat templat syif berulang dahulu.",
            "There are no shifts to plan in this month. Make a template of recurring shifts first.",
        ),
        ErrorCode::TooYoung => (
            "Hanya mereka yang berumur {least} tahun ke atas boleh menyertai.",
            "Only people of {least} years or more can join.",
        ),
        ErrorCode::PolygonInvalid => (
            "Ini bukan peta kawasan: satu garisan tertutup dengan 4 hingga {most} titik yang tidak bersilang, paling lebar {metres} m.",
            "This is no map of an area: one closed line of 4 to {most} points that does not cross itself, at most {metres} m wide.",
        ),
        ErrorCode::TextInvalid => (
            "Teks ini mengandungi aksara yang tidak dapat dipaparkan.",
            "The text holds characters that cannot be shown.",
        ),
        ErrorCode::PhoneInvalid => {
            ("Ini bukan nombor telefon bimbit Malaysia.", "This is not a Malaysian mobile number.")
        }
        ErrorCode::PhoneTaken => (
            "Nombor ini sudah mempunyai akaun. Log masuk atau tetapkan semula kata laluan.",
            "There is an account with this number. Sign in, or reset the password.",
        ),
        ErrorCode::CodeWrong => {
            ("Kod tidak betul. Baki cubaan: {left}.", "The code is not right. Tries left: {left}.")
        }
        ErrorCode::CodeExpired => (
            "Kod ini tidak lagi sah. Minta kod baharu.",
            "This code no longer counts. Ask for a new one.",
        ),
        ErrorCode::PhoneUnproven => (
            "Nombor ini belum disahkan dengan kod. Minta kod baharu.",
            "This number is not confirmed by a code. Ask for a new one.",
        ),
        ErrorCode::PasswordCommon => (
            "Kata laluan ini terlalu biasa. Pilih yang lain.",
            "This password is too common. Choose another.",
        ),
        ErrorCode::PrivacyNoticeOutdated => (
            "Sila baca dan terima notis privasi versi {version}.",
            "Please read and agree to version {version} of the privacy notice.",
        ),
        ErrorCode::PositionInvalid => (
            "Kedudukan ini tiada di muka bumi: latitud −90 hingga 90, longitud −180 hingga 180.",
            "This position is not on the globe: latitude −90 to 90, longitude −180 to 180.",
        ),
        ErrorCode::TimeInvalid => ("Masa ini tidak mungkin betul.", "This time cannot be right."),
        ErrorCode::SpanTooLong => (
            "Tempoh ini terlalu panjang: paling banyak {limit} {unit}. Pilih tempoh yang lebih pendek.",
            "That is too long: at most {limit} {unit}. Choose a shorter time.",
        ),
        ErrorCode::MonthInvalid => (
            "Ini bukan bulan. Tulis tahun dan bulan seperti 2026-03.",
            "This is no month. Write the year and the month like 2026-03.",
        ),
        ErrorCode::ParentInvalid => (
            "Kategori ini tidak boleh diletakkan di situ. Pilih kategori peringkat atas yang lain; kategori yang mempunyai anak kekal di atas.",
            "The category cannot stand there. Choose another one at the top; one that has others below it stays at the top.",
        ),
        ErrorCode::SwapShape => (
            "Pertukaran ini tidak lengkap. Mulakan dengan syif anda sendiri; pilih dua atau tiga orang untuk bertukar, setiap orang dan setiap syif sekali sahaja.",
            "This swap does not fit together. Begin with a shift of your own; choose two or three people to swap, each person and each shift once.",
        ),
        ErrorCode::OwnSwap => (
            "Anda sendiri terlibat dalam pertukaran ini. Ketua lain atau jawatankuasa perlu meluluskannya.",
            "You are part of this change of hands yourself. Another leader or the committee approves it.",
        ),
        ErrorCode::LeaderLeads => (
            "Ketua unit sentiasa dapat mengetuai pasukan. Lantik ketua lain dahulu.",
            "Whoever leads the unit can always lead a team. Name another leader of the unit first.",
        ),
        // No longer given; older phones may hold it.
        ErrorCode::SwapOtherMonth => (
            "Semua syif dalam satu pertukaran mesti dalam bulan yang sama. Pilih syif lain, atau berikan syif anda kepada seseorang.",
            "All shifts of a swap lie in the same month. Choose another shift, or give yours away.",
        ),
        ErrorCode::StateInvalid => {
            ("Tidak boleh dilakukan sekarang: {status}.", "Not possible now: {status}.")
        }
        ErrorCode::PersonNotEligible => {
            ("Orang ini bukan ahli di sini.", "This person does not belong here.")
        }
        ErrorCode::IdTaken => {
            ("Id ini telah digunakan untuk perkara lain.", "This id was used for something else.")
        }
        ErrorCode::EmailInvalid => ("Ini bukan alamat e-mel.", "This is not an e-mail address."),
        ErrorCode::LastInCharge => (
            "Orang lain bergantung kepada peranan ini ({role}). Serahkan dahulu kepada orang lain.",
            "Others depend on this role ({role}). Hand it over to somebody else first.",
        ),
        ErrorCode::SlugTaken => ("Nama pendek ini telah digunakan.", "This short name is taken."),
        ErrorCode::CategoryUnknown => ("Tiada kategori sebegini.", "There is no such category."),
        ErrorCode::PriceInvalid => (
            "Harga mesti antara RM 0.00 dan RM {most}.",
            "The price must lie between RM 0.00 and RM {most}.",
        ),
        ErrorCode::PromotionNotLower => (
            "Harga promosi mesti lebih rendah daripada harga biasa, dan harga biasa mesti ada.",
            "The promotion price must be lower than the usual price, and there must be a usual price.",
        ),
        ErrorCode::Duplicate => {
            ("Perkara yang sama disebut dua kali.", "The same stands here twice.")
        }
        ErrorCode::PlaceUnknown => (
            "Tiada negeri, daerah atau kawasan sebegini.",
            "There is no such state, district or neighbourhood.",
        ),
        ErrorCode::CategoryCircle => (
            "Kategori tidak boleh diletakkan di bawah dirinya sendiri.",
            "A category cannot be put below itself.",
        ),
        ErrorCode::CategoryTooDeep => (
            "Pokok kategori paling banyak {limit} peringkat.",
            "The tree of categories has at most {limit} levels.",
        ),
        ErrorCode::HalalUnproven => (
            "Perkataan halal hanya boleh digunakan dengan sijil halal yang sah dan telah disahkan.",
            "The word halal may stand here only with a valid halal certificate that was confirmed.",
        ),
        ErrorCode::CertificateTooLong => (
            "Sijil jenis ini sah paling lama {months} bulan, iaitu hingga {until}.",
            "A certificate of this kind is valid for at most {months} months, until {until}.",
        ),
        ErrorCode::CertificateNumberInvalid => (
            "Nombor SSM mempunyai 12 digit: tahun, jenis 01 hingga 06, dan enam digit lagi.",
            "A number of SSM has 12 digits: the year, the type 01 to 06, and six more.",
        ),
        ErrorCode::PictureMissing => (
            "Tambah sekurang-kurangnya satu gambar sebelum menerbitkan.",
            "Add at least one picture before you publish.",
        ),
        ErrorCode::DisclosureMissing => (
            "Lengkapkan dahulu maklumat projek: {ms}.",
            "Complete what the project must show first: {en}.",
        ),
        ErrorCode::RegistrationNumberInvalid => (
            "Nombor pendaftaran SSM mempunyai 12 digit: tahun, jenis 01 hingga 06, dan enam digit lagi.",
            "A registration number of SSM has 12 digits: the year, the kind 01 to 06, and six more.",
        ),
        ErrorCode::PictureInvalid => (
            "Fail ini bukan gambar JPEG, PNG atau WebP.",
            "The file is not a JPEG, PNG or WebP picture.",
        ),
        ErrorCode::PictureTooLarge => (
            "Gambar terlalu besar: paling besar {limit}.",
            "The picture is too large: at most {limit}.",
        ),
        ErrorCode::DocumentInvalid => (
            "Fail ini bukan dokumen PDF yang lengkap. Simpan sebagai PDF sekali lagi.",
            "The file is not a whole PDF document. Save it as a PDF again.",
        ),
        ErrorCode::DocumentTooLarge => (
            "Dokumen terlalu besar: paling besar {limit}.",
            "The document is too large: at most {limit}.",
        ),
        ErrorCode::DocumentEncrypted => (
            "Dokumen ini dikunci. Simpan tanpa kata laluan dan penyulitan.",
            "This document is locked. Save it without a password and without encryption.",
        ),
        ErrorCode::DocumentActive => (
            "Dokumen ini menjalankan, membuka atau mengandungi sesuatu selain halamannya. Cetak semula sebagai PDF.",
            "This document runs, opens or holds something besides its pages. Print it as a PDF again.",
        ),
        ErrorCode::UploadExpired => (
            "Muat naik ini telah tamat tempoh atau telah selesai. Minta yang baharu.",
            "This upload has expired or is done. Ask for a new one.",
        ),
        ErrorCode::ImportColumnMissing => (
            "Lajur {column} tiada; baris pertama menamakan: {found}.",
            "The column {column} is missing; the first line names: {found}.",
        ),
        ErrorCode::ImportNotUtf8 => (
            "Teks ini bukan UTF-8. Simpan fail sebagai \"CSV UTF-8\".",
            "This is not UTF-8. Save the file as \"CSV UTF-8\".",
        ),
        ErrorCode::ImportRowInvalid => (
            "Baris ini mengandungi {found} nilai, sedangkan terdapat {wanted} lajur.",
            "The row holds {found} values, but there are {wanted} columns.",
        ),
        ErrorCode::ImportFileInvalid => {
            ("Fail ini tidak dapat diambil: {ms}.", "The file cannot be taken: {en}.")
        }
        ErrorCode::ImportCellInvalid => {
            ("Sel ini tidak dapat diambil: {ms}.", "The cell cannot be taken: {en}.")
        }
        ErrorCode::ImportDuplicate => {
            ("{value} sudah ada pada baris {line}.", "{value} stands in line {line} already.")
        }
        ErrorCode::StateUnknown => {
            ("Tiada negeri dengan kod {code}.", "There is no state with the code {code}.")
        }
        ErrorCode::DistrictUnknown => (
            "Negeri ini tiada daerah dengan kod {code}.",
            "This state has no district with the code {code}.",
        ),
        ErrorCode::AreaPartUnknown => (
            "Kawasan ini tiada bahagian itu, atau bahagian itu telah ditamatkan.",
            "The area has no such part, or it has ended.",
        ),
        ErrorCode::AreaPartNameTaken => (
            "Kawasan ini sudah ada bahagian dengan nama ini.",
            "The area has a part of this name already.",
        ),
        ErrorCode::PostcodeInvalid => (
            "Poskod mesti lima digit, seperti 01000.",
            "A postcode has five digits, such as 01000.",
        ),
        ErrorCode::NumberInvalid => ("Ini bukan nombor.", "This is not a number."),
        ErrorCode::ValueInvalid => {
            ("Nilai yang diterima: {values}.", "What can stand here: {values}.")
        }
        ErrorCode::MediaTypeUnsupported => (
            "Jenis kandungan ini tidak diterima; hantar {wanted}.",
            "This content type is not taken; send {wanted}.",
        ),
        ErrorCode::BodyTooLarge => (
            "Permintaan terlalu besar: paling besar {limit}.",
            "The request is too large: at most {limit}.",
        ),
        ErrorCode::MethodNotAllowed => {
            ("Kaedah ini tidak disokong di sini.", "This method is not supported here.")
        }
        ErrorCode::NotAcceptable => (
            "Tiada jenis jawapan yang anda terima dapat diberikan.",
            "None of the answer types that you accept can be given.",
        ),
        ErrorCode::SignOnUnavailable => (
            "Perkhidmatan log masuk jabatan tidak menjawab buat masa ini. Cuba lagi sebentar lagi, atau log masuk dengan telefon dan kata laluan.",
            "The department's sign-in service does not answer just now. Try again in a moment, or sign in with phone and password.",
        ),
        ErrorCode::SignOnRedirectUnknown => (
            "Alamat untuk kembali ini tidak berdaftar.",
            "This address to come back to is not registered.",
        ),
        ErrorCode::SignOnExpired => (
            "Log masuk ini sudah tamat tempoh, sudah digunakan, atau bermula di tempat lain. Sila mulakan semula.",
            "This sign-on has expired, was used already, or began elsewhere. Please begin again.",
        ),
        ErrorCode::SignOnDeclined => (
            "Perkhidmatan log masuk jabatan menolak: {reason}. Sila mulakan semula.",
            "The department's sign-in service declined: {reason}. Please begin again.",
        ),
        ErrorCode::SignOnTokenInvalid => (
            "Jawapan perkhidmatan log masuk jabatan tidak sah. Sila mulakan semula.",
            "The answer of the department's sign-in service is not valid. Please begin again.",
        ),
        ErrorCode::SignOnClockWrong => (
            "Jam perkhidmatan log masuk jabatan dan jam perkhidmatan ini berbeza {off} saat; paling banyak {most} dibenarkan. Beritahu pentadbir.",
            "The clocks of the department's sign-in service and of this service differ by {off} seconds; at most {most} are allowed. Tell an administrator.",
        ),
        ErrorCode::SignOnNotLinked => (
            "Perkhidmatan log masuk jabatan mengenali anda sebagai {subject}, tetapi tiada akaun di sini dipautkan dengannya. Beri pengecam ini kepada pentadbir.",
            "The department's sign-in service knows you as {subject}, but no account here is linked to that. Give this identifier to an administrator.",
        ),
        ErrorCode::SignOnLinkTaken => (
            "Pengecam ini sudah dipautkan kepada orang lain.",
            "This identifier is linked to somebody else.",
        ),
        ErrorCode::AwayTooLong => (
            "Rumah boleh dimaklumkan kosong paling lama {limit} hari sekali. Maklumkan semula kemudian jika anda pergi lebih lama.",
            "A house can be told to be empty for at most {limit} days at once. Tell it again later if you are away for longer.",
        ),
        ErrorCode::WebhookAddressInvalid => (
            "Alamat mesti bermula dengan https:// dan boleh dicapai oleh umum.",
            "The address must begin with https:// and lead to a public host.",
        ),
        ErrorCode::FieldUnknown => (
            "Ruangan bernama {name} tidak dikenali di sini dan diabaikan.",
            "A field named {name} is not known here and was left out.",
        ),
        ErrorCode::FieldTwice => (
            "Ruangan bernama {name} diberi lebih daripada sekali: yang terakhir dikira.",
            "A field named {name} is given more than once: the last one counts.",
        ),
        ErrorCode::MoreLeftOut => (
            "{count} perkara lagi tidak difahami dan diabaikan.",
            "{count} more were not understood and were left out.",
        ),
        ErrorCode::PatrolOther => (
            "Kandungan ini menyatakan rondaan lain daripada alamatnya. Hantar setiap rondaan secara berasingan.",
            "This names another patrol than its address. Send each patrol for itself.",
        ),
        ErrorCode::PositionKnown => (
            "Kedudukan yang lebih baharu, atau daripada {seconds} saat yang lalu, sudah disimpan.",
            "A newer position, or one of the last {seconds} seconds, is kept already.",
        ),
        ErrorCode::FeedAgreementOverlaps => (
            "Daerah ini sudah mempunyai perjanjian bagi tempoh itu. Tamatkannya dahulu.",
            "This district has an agreement for that time already. End it first.",
        ),
        ErrorCode::AppOutdated => ("Sila kemas kini aplikasi anda.", "Please update your app."),
        ErrorCode::AlreadyMember => {
            ("Anda sudah menjadi ahli kejiranan ini.", "You belong to this neighbourhood already.")
        }
        ErrorCode::TooManyMemberships => (
            "Anda boleh menyertai paling banyak {limit} kejiranan. Keluar dari satu dahulu.",
            "You can belong to at most {limit} neighbourhoods. Leave one first.",
        ),
        ErrorCode::AskAgainLater => (
            "Anda boleh memohon lagi kepada kejiranan ini selepas {days} hari.",
            "You may ask this neighbourhood again in {days} days.",
        ),
        ErrorCode::AlreadyDecided => (
            "Permohonan ini telah diputuskan: {status}.",
            "This request was decided already: {status}.",
        ),
        ErrorCode::JoinCodeWrong => (
            "Tiada kod sebegini. Semak huruf dan nombornya.",
            "There is no such code. Check its letters and digits.",
        ),
        ErrorCode::JoinCodeExpired => (
            "Kod ini tidak lagi sah. Minta kod baharu daripada jawatankuasa.",
            "This code no longer counts. Ask the committee for the new one.",
        ),
        ErrorCode::JoinCodeUsedUp => (
            "Kod ini telah digunakan sebanyak yang dibenarkan. Minta kod baharu daripada jawatankuasa.",
            "This code has let in as many people as it may. Ask the committee for a new one.",
        ),
        ErrorCode::PersonUnknown => (
            "Tiada akaun bagi orang ini. Dia perlu mendaftar dahulu.",
            "This person has no account. They have to register first.",
        ),
        ErrorCode::GrantOverlaps => (
            "Orang ini sudah memegang jawatan ini di sini dalam tempoh tersebut.",
            "This person holds this office here already during that time.",
        ),
        ErrorCode::GrantTooLong => (
            "Terlalu lama: jawatan ini diberi paling lama {limit} hari.",
            "Too long: this office is granted for at most {limit} days.",
        ),
        ErrorCode::BoundaryInvalid => (
            "Sempadan mesti poligon GeoJSON: setiap gelang ada empat titik atau lebih, dan lubang berada di dalam.",
            "The boundary must be a GeoJSON polygon: each ring has four positions or more, and holes lie inside.",
        ),
        ErrorCode::BoundaryOpen => (
            "Gelang sempadan ini tidak tertutup: titik akhir mesti sama dengan titik mula.",
            "This ring of the boundary is open: its last position must be its first.",
        ),
        ErrorCode::BoundaryCrossing => (
            "Gelang sempadan ini bersilang dengan dirinya sendiri.",
            "This ring of the boundary crosses itself.",
        ),
        ErrorCode::BoundaryTooWide => (
            "Sempadan terlalu luas: paling banyak {limit} darjah dari hujung ke hujung.",
            "The boundary is too wide: at most {limit} degrees from end to end.",
        ),
        ErrorCode::PostTaken => (
            "Jawatan ini disandang oleh orang lain dalam tempoh itu.",
            "Somebody else holds this post at that time.",
        ),
        ErrorCode::PersonHoldsPost => (
            "Orang ini sudah memegang jawatan dalam jawatankuasa ini dalam tempoh itu.",
            "This person holds a post on this committee at that time.",
        ),
        ErrorCode::PostNotGivenUp => (
            "Pemegang jawatan dalam jawatankuasa ini meletak jawatan atau ditamatkan pelantikannya dahulu.",
            "Whoever holds a post on this committee gives it up, or is relieved of it, first.",
        ),
        ErrorCode::TermTooLong => (
            "Tempoh terlalu panjang: boleh sampai {until} sahaja.",
            "The term is too long: it may last until {until}.",
        ),
        ErrorCode::ConfirmationNeeded => (
            "Kecemasan sampai kepada semua orang pada bila-bila masa. Sahkan bahawa ini kecemasan.",
            "An emergency reaches everybody at any hour. Confirm that this is one.",
        ),
        ErrorCode::AudienceEmpty => (
            "Tiada sesiapa yang akan menerimanya. Pilih penerima lain.",
            "Nobody would receive this. Choose another audience.",
        ),
        ErrorCode::AudienceNotPublic => (
            "Hanya notis untuk semua orang di sesuatu tempat boleh dibaca oleh sesiapa yang ada pautan.",
            "Only a notice to everybody of a place can be read by anybody with the link.",
        ),
        ErrorCode::LinkInvalid => (
            "Pautan mesti bermula dengan https:// atau krt:.",
            "A link must begin with https:// or krt:.",
        ),
        ErrorCode::PlacesLacking => (
            "Tempat tidak mencukupi: anda dan tetamu boleh datang seramai {left} orang sahaja.",
            "There is not enough room: you and your guests can be {left} in all.",
        ),
        ErrorCode::SosNotHere => (
            "SOS ini hanya untuk peronda SRS. Dalam kecemasan, telefon {number} sekarang.",
            "This SOS is for volunteers on patrol. In an emergency call {number} now.",
        ),
        ErrorCode::NumberTaken => (
            "Nombor ini telah digunakan pada minit mesyuarat lain.",
            "Other minutes have this number already.",
        ),
        ErrorCode::PresenceTooShort => (
            "Rekod hanya membuktikan {found} minit berturut-turut selepas tengah malam; sijil memerlukan {least} minit.",
            "The records prove only {found} consecutive minutes after midnight; a certificate needs {least}.",
        ),
        ErrorCode::EnquiryBlocked => (
            "Mesej tidak dapat dihantar: salah satu pihak telah menyekat yang lain.",
            "No message can be sent: one of the two has blocked the other.",
        ),
        ErrorCode::ReviewNotEarned => (
            "Ulasan boleh ditulis selepas penjual menjawab pertanyaan anda tentang tawaran ini.",
            "A review can be written once the seller has answered your enquiry about this offer.",
        ),
        ErrorCode::AlreadyReviewed => (
            "Anda telah mengulas tawaran ini. Sunting ulasan itu.",
            "You have reviewed this offer already. Edit that review.",
        ),
        ErrorCode::TermLimit => (
            "Orang ini telah berkhidmat {limit} penggal berturut-turut di kawasan ini.",
            "This person has served {limit} terms in a row in this area.",
        ),
        ErrorCode::NotOnShift => {
            ("{person} tiada dalam syif {shift}.", "{person} is not in the shift of {shift}.")
        }
        ErrorCode::AlreadyOnShift => (
            "{person} sudah ada dalam syif {shift}.",
            "{person} is in the shift of {shift} already.",
        ),
        ErrorCode::VolunteerUnfit => (
            "{person} bukan ahli aktif yang cukup umur.",
            "{person} is no active member of the right age.",
        ),
        ErrorCode::VolunteerAway => (
            "{person} tiada pada waktu syif {shift}.",
            "{person} is away at the time of the shift of {shift}.",
        ),
        ErrorCode::MonthFull => (
            "{person} akan mempunyai {found} rondaan bulan ini; hadnya {limit}.",
            "{person} would have {found} patrols this month; the limit is {limit}.",
        ),
        ErrorCode::ShiftsOverlap => (
            "Syif {shift} bertindih dengan syif lain bagi {person}.",
            "The shift of {shift} overlaps another one of {person}.",
        ),
        ErrorCode::RestTooShort => (
            "{person} hanya berehat {found} minit sebelum atau selepas syif {shift}; perlu {least} minit.",
            "{person} would rest {found} minutes before or after the shift of {shift}; {least} minutes are needed.",
        ),
        ErrorCode::TeamTooSmall => (
            "Pasukan syif {shift} terlalu kecil: {found} orang, perlu {least}.",
            "The team of the shift of {shift} is too small: {found} people, {least} are needed.",
        ),
        ErrorCode::TeamFull => (
            "Pasukan syif {shift} sudah penuh dengan {limit} orang.",
            "The team of the shift of {shift} is full with {limit} people.",
        ),
        ErrorCode::TeamLacksLeader => (
            "Pasukan syif {shift} kekurangan ketua: {found}, perlu {least}.",
            "The team of the shift of {shift} lacks a leader: {found}, {least} are needed.",
        ),
        ErrorCode::ShiftPromised => (
            "Syif ini sudah dijanjikan dalam pertukaran lain.",
            "This shift is promised in another swap already.",
        ),
        ErrorCode::PlaceKeptForLeader => (
            "Tempat terakhir dalam syif {shift} dikhaskan untuk seorang ketua.",
            "The last place in the shift of {shift} is kept for somebody who can lead.",
        ),
        ErrorCode::NotToYourself => (
            "Anda tidak boleh melakukannya kepada diri sendiri.",
            "You cannot do this to yourself.",
        ),
        ErrorCode::NotYourArea => (
            "Ini bukan kejiranan anda. Pilih kejiranan yang anda sertai.",
            "This is not your neighbourhood. Choose one to which you belong.",
        ),
        ErrorCode::MinutesReworded => (
            "Simpan kata-kata ini dahulu. Minit disahkan seperti yang tersimpan, oleh orang lain.",
            "Keep these words first. Minutes are confirmed as they stand, by somebody else.",
        ),
        ErrorCode::OwnMinutes => (
            "Minit disahkan oleh orang lain: bukan penyedianya dan bukan penulisnya.",
            "Minutes are confirmed by somebody else: not by whoever prepared or wrote them.",
        ),
        ErrorCode::NoticeHasActivity => (
            "Notis ini sudah membawa satu aktiviti yang dirancang. Ubah aktiviti itu, atau batalkannya dahulu.",
            "This notice carries a planned activity already. Change that one, or cancel it first.",
        ),
        ErrorCode::EmergencyReserved => (
            "Kecemasan hanya dihantar oleh Pengerusi, Timbalan Pengerusi atau pegawai jabatan. Minta salah seorang daripada mereka menghantarnya.",
            "Only the chair, the deputy chair or an officer of the department sends an emergency. Ask one of them to send it.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_not_taken_says_what_it_should_be() {
        let moment = |text: &str| Some(text.parse().unwrap());
        let (after, until) = (moment("2026-03-14T04:00:00Z"), moment("2027-03-15T04:00:00Z"));
        for (after, until, ms, en) in [
            (
                after,
                until,
                "antara 2026-03-14 12:00 dan 2027-03-15 12:00",
                "between 2026-03-14 12:00 and",
            ),
            (after, None, "selepas 2026-03-14 12:00", "after 2026-03-14 12:00"),
            (None, until, "lewat daripada 2027-03-15", "not lie after 2027-03-15"),
            (None, None, "tidak mungkin betul", "cannot be right"),
        ] {
            let refusal = Refusal::of_time("startsAt", after, until);
            assert!(refusal.sentence(Language::Ms).contains(ms), "{ms}");
            assert!(refusal.sentence(Language::En).contains(en), "{en}");
        }
        let clock = Refusal::of(ErrorCode::TimeInvalid).with("form", "22:30");
        assert_eq!(clock.sentence(Language::En), "Write the time like 22:30.");
        let same = Refusal::of(ErrorCode::TimeInvalid).with("other", "22:30");
        assert_eq!(same.sentence(Language::En), "This time must differ from 22:30.");
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in ErrorCode::ALL.iter().copied() {
            let (ms, en) = both(code);
            assert!(ms.ends_with('.') && en.ends_with('.'), "{}", code.as_str());
            assert_ne!(ms, en, "{}", code.as_str());
            let places = |text: &str| text.matches('{').count();
            let is_of_reading = code == ErrorCode::BadRequest;
            assert!(places(ms) == places(en) || is_of_reading, "{}", code.as_str());
            assert_eq!(ErrorCode::from_wire(code.as_str()), Some(code));
        }
    }
}
